import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { connectionTimeoutMs, requestTimeoutMs } from './limits.ts';

/** More than all destinations of an account have under way at once: what bounds requests is the publisher. Idle sockets close after the time AWS keeps them. */
const agentOptions = { keepAlive: true, maxSockets: 256 };

/** HTTP/1.1 with keep-alive: the SDK's own handler opens a connection per request and has no time-out. */
export const requestHandler = (): NodeHttpHandler =>
  new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
  });
