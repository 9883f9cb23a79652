/**
 * What Kinesis Data Streams allows. Source unless noted: "Quotas and limits" and the API reference of Amazon Kinesis
 * Data Streams, and the API model of @aws-sdk/client-kinesis 3.1143.0; read in November 2026.
 */

/** Records in one PutRecords request. */
export const maxRecordsPerRequest = 500;
/** Bytes in one PutRecords request, partition keys included (5 MiB before October 2025). */
export const maxBytesPerRequest = 10 * 1024 * 1024;
/** Records a shard takes a second, in every capacity mode. */
export const shardRecordsPerSecond = 1_000;
/** Bytes a shard takes a second, partition keys included ("1 MB"; the service counts 1 MiB). */
export const shardBytesPerSecond = 1024 * 1024;
/** KiB of one record, data and partition key together, where the stream does not say otherwise (`MaxRecordSizeInKiB`). */
export const defaultMaxRecordKiB = 1_024;
/** Bytes of an aggregate of several records (`AggregationMaxSize`, default_config.properties of the Kinesis Producer Library). */
export const maxAggregateBytes = 51_200;
/** Characters of any ARN. */
export const maxArnLength = 2_048;
/** DescribeStreamSummary calls a second, per account and region. */
export const describesPerSecond = 20;
/** Attempts of calls that only look; those that write are tried again by the publisher alone. The SDK's own default. */
export const lookupAttempts = 3;
/** Seconds after which a stream that is being created is worth another look: it takes AWS half a minute or so. */
export const creationLookSeconds = 10;

/** Milliseconds until a connection stands; AWS answers in the same continent within 300. */
export const connectionTimeoutMs = 2_000;
/** Milliseconds until the answer begins. */
export const requestTimeoutMs = 10_000;
/** Milliseconds until a call is over, whatever happens: an answer that trickles in passes the other two. */
export const callDeadlineMs = 15_000;
