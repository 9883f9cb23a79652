import type { Handlers } from './context.ts';
import type { ApiDependencies } from './dependencies.ts';
import { accountRoutes } from './routes/accounts.ts';
import { alertRoutes } from './routes/alerts.ts';
import { alertChannelRoutes } from './routes/alertChannels.ts';
import { alertRuleRoutes } from './routes/alertRules.ts';
import { activationRoutes } from './routes/activations.ts';
import { activationVersionRoutes } from './routes/activationVersions.ts';
import { auditRoutes } from './routes/audit.ts';
import { connectionTestRoutes } from './routes/connectionTests.ts';
import { deadLetterRoutes } from './routes/deadLetters.ts';
import { destinationRoutes } from './routes/destinations.ts';
import { destinationTypeRoutes } from './routes/destinationTypes.ts';
import { draftRoutes } from './routes/drafts.ts';
import { eventRoutes } from './routes/events.ts';
import { exportRoutes } from './routes/exports.ts';
import { fieldLabelRoutes } from './routes/fieldLabels.ts';
import { findPersonRoutes } from './routes/findPerson.ts';
import { forecastRoutes } from './routes/forecast.ts';
import { importRoutes } from './routes/imports.ts';
import { outcomeRoutes } from './routes/outcomes.ts';
import { policyRoutes } from './routes/policies.ts';
import { proposalRoutes } from './routes/proposals.ts';
import { personNowRoutes } from './routes/personNow.ts';
import { profileRoutes } from './routes/profile.ts';
import { readBackRoutes } from './routes/readBack.ts';
import { runRoutes } from './routes/runs.ts';
import { segmentRoutes } from './routes/segments.ts';
import { segmentDetailRoutes } from './routes/segmentDetail.ts';
import { selfCheckRoutes } from './routes/selfCheck.ts';
import { sessionRoutes } from './routes/session.ts';
import { shardRoutes } from './routes/shards.ts';
import { tailRoutes } from './routes/tail.ts';
import { totalsRoutes } from './routes/totals.ts';

/** Every route of the table and who answers it. */
export function handlersOf(dependencies: ApiDependencies): Handlers {
  const accounts = accountRoutes(dependencies);
  return {
    ...sessionRoutes(dependencies),
    ...destinationTypeRoutes(dependencies),
    ...accounts,
    ...connectionTestRoutes(dependencies, accounts.testAccount),
    ...destinationRoutes(dependencies),
    ...activationRoutes(dependencies),
    ...activationVersionRoutes(dependencies),
    ...forecastRoutes(dependencies),
    ...segmentRoutes(dependencies),
    ...segmentDetailRoutes(dependencies),
    ...policyRoutes(dependencies),
    ...proposalRoutes(dependencies),
    ...alertRoutes(dependencies),
    ...alertRuleRoutes(dependencies),
    ...alertChannelRoutes(dependencies),
    ...fieldLabelRoutes(dependencies),
    ...profileRoutes(dependencies),
    ...importRoutes(dependencies),
    ...runRoutes(dependencies),
    ...outcomeRoutes(dependencies),
    ...totalsRoutes(dependencies),
    ...shardRoutes(dependencies),
    ...selfCheckRoutes(dependencies),
    ...findPersonRoutes(dependencies),
    ...personNowRoutes(dependencies),
    ...readBackRoutes(dependencies),
    ...deadLetterRoutes(dependencies),
    ...auditRoutes(dependencies),
    ...exportRoutes(dependencies),
    ...eventRoutes(dependencies),
    ...tailRoutes(dependencies),
    ...draftRoutes(dependencies),
    ingestProfiles: dependencies.ingest,
  };
}
