import type { DemoRecords } from '../../shared/demo.ts';
import type { Passwords } from '../access/passwords.ts';
import type { Sessions } from '../access/sessions.ts';
import type { SetupToken } from '../access/setupToken.ts';
import type { SignInThrottle } from '../access/signInThrottle.ts';
import type { Channels } from '../alerts/channels.ts';
import type { Config } from '../config.ts';
import type { SelfChecks } from '../delivery/selfCheck.ts';
import type { DeliverySupervisor } from '../delivery/supervisor.ts';
import type { DestinationRegistry } from '../destinations/registry.ts';
import type { Random } from '../kit/backoff.ts';
import type { Imports } from '../imports/imports.ts';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { SecretBox } from '../kit/secrets.ts';
import type { Store } from '../store/store.ts';
import type { Auditing } from './auditing.ts';
import type { Authentication } from './auth.ts';
import type { Handler } from './context.ts';
import type { LiveEvents } from './liveEvents.ts';
import type { LiveTail } from './liveTail.ts';

/** Where the demo's Stream page reads from. */
export interface Demo {
  readStream(): Promise<DemoRecords>;
}

/** What the routes work with. Each takes what it needs by name. */
export interface ApiDependencies {
  readonly config: Config;
  /** That of `auditing`. */
  readonly store: Store;
  readonly registry: DestinationRegistry;
  readonly secrets: SecretBox;
  readonly supervisor: DeliverySupervisor;
  readonly selfChecks: SelfChecks;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly liveEvents: LiveEvents;
  readonly liveTail: LiveTail;
  readonly sessions: Sessions;
  readonly authentication: Authentication;
  readonly auditing: Auditing;
  readonly passwords: Passwords;
  readonly setupToken: SetupToken;
  readonly throttle: SignInThrottle;
  readonly ingest: Handler<'ingestProfiles'>;
  readonly imports: Imports;
  readonly channels: Channels;
  readonly demo: Demo | null;
}
