import { ActivationError } from '../../kit/errors.ts';
import type { DestinationDefinition } from '../definition.ts';
import { accessTexts } from './accessPolicy.ts';
import { createAggregatingClient } from './aggregatingClient.ts';
import { checkAccount, recheckAccount, verifyAccount } from './checkAccount.ts';
import { checkDestination } from './checkDestination.ts';
import { createStreamClient } from './client.ts';
import { describeCredentials, parseAccount } from './parseAccount.ts';
import { parseStream } from './parseStream.ts';
import { accountMethods, operatorSettings, streamField, type OperatorSettings } from './settings.ts';
import { readRecord } from './readRecord.ts';
import { readShards } from './shardMap.ts';
import { listStreams } from './streamList.ts';
import { callerIdentity } from './sts.ts';
import { verifyStream } from './verifyStream.ts';

const amazonKinesis: DestinationDefinition<OperatorSettings> = {
  type: 'amazon-kinesis',
  label: 'Amazon Kinesis',
  description: 'Send profiles and their segments as records to an Amazon Kinesis data stream, seconds after they change.',
  category: 'Streaming',
  docsUrl: 'https://docs.aws.amazon.com/streams/latest/dev/introduction.html',
  accountMethods,
  destinationFields: [streamField],
  operatorSettings,
  parseAccount,
  describeCredentials,
  parseStream,
  verifyAccount,
  recheckAccount,
  checkAccount,
  checkDestination,
  serverIdentity(region, settings) {
    const parsed = parseAccount(region, { method: 'ambient' });
    if (!parsed.ok) throw new ActivationError('region_invalid', 'That region is not valid.', { issues: parsed.issues });
    return callerIdentity(parsed.value.region, settings, null);
  },
  verifyStream,
  listStreams,
  readShards,
  readRecord,
  accessTexts,
  createClient(account, target, settings, recordFormat) {
    const client = createStreamClient(account, target, settings);
    return recordFormat === 'kpl_aggregated' ? createAggregatingClient(client) : client;
  },
};

export default amazonKinesis;
