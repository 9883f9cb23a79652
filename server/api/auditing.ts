import { AsyncLocalStorage } from 'node:async_hooks';
import { routes, type RouteName } from '../../shared/api.ts';
import { createCallAllowance } from '../access/callAllowance.ts';
import { authorOf, type Caller } from '../access/sessions.ts';
import type { Clock } from '../kit/clock.ts';
import { ActivationError, toActivationError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import { toldWrites, type AuditIntent, type AuditNote, type AuditRow, type AuditSubject } from '../store/auditStore.ts';
import { createOwnState } from '../store/sharedMemory.ts';
import type { Store } from '../store/store.ts';
import { auditRuleOf, type Naming } from './auditRules.ts';
import type { Context } from './context.ts';

/** Refusals told per network address and minute: more of them only repeat what is known, and would fill the disk. The request log has them all. */
const refusalsPerMinute = 60;

/** One request on its way, as the store sees it. */
interface Scope {
  /** Null: the request may change nothing that is told. */
  readonly intent: AuditIntent | null;
  /** The entry of the request is stored, or on its way. */
  isTold: boolean;
  /** The request was answered: what goes on in the background is not its own any more. */
  isOver: boolean;
}

/** What is told of one request. */
export interface Told {
  /** Runs the handler; what it stores is stored with the entry of the request, or not at all. */
  during<T>(context: Context<RouteName>, handler: () => Promise<T>): Promise<T>;
  /** Tells that the request was refused, where that is to be told. Never rejects: the refusal stands. */
  refused(thrown: unknown, caller: Caller | null, hasToken: boolean): Promise<void>;
}

export interface Auditing {
  /** The store as requests use it: the first write of a request carries its entry. Outside of requests it is the store as it is. */
  readonly store: Store;
  of(name: RouteName, request: { readonly address: string; readonly requestId: string }): Told;
}

/** Tells who did what. A handler needs no word of it: the rule of its route says what is told, and the write itself what was before and after. */
export function createAuditing({ store, clock, log, signOf }: { store: Store; clock: Clock; log: Log; signOf: Naming['signOf'] }): Auditing {
  const scopes = new AsyncLocalStorage<Scope>();
  // Each server counts for itself: to ask the database about every request that is refused would cost more than an entry too many.
  const allowance = createCallAllowance({ store: createOwnState(), clock, name: 'refusals', perMinute: refusalsPerMinute });

  /** The same entry as a line, for whoever keeps logs elsewhere. */
  const tellLog = ({ beforeJson, afterJson, ...row }: AuditRow): void =>
    log.info({ audit: { ...row, before: beforeJson === null ? null : JSON.parse(beforeJson), after: afterJson === null ? null : JSON.parse(afterJson) } }, 'Audit entry');

  async function note(entry: AuditNote): Promise<void> {
    tellLog(await store.noteAudit(entry));
  }

  const writes = toldWrites.map((method) => [
    method,
    async (...args: readonly unknown[]): Promise<unknown> => {
      const scope = scopes.getStore();
      if (scope === undefined || scope.isTold || scope.isOver) return (store[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
      if (scope.intent === null) throw new ActivationError('defect', 'A request that is not audited tried to change something.');
      scope.isTold = true;
      try {
        const { value, entry } = await store.audited(scope.intent, { method, args });
        scope.isTold = entry !== null;
        if (entry !== null) tellLog(entry);
        return value;
      } catch (thrown) {
        scope.isTold = false;
        throw thrown;
      }
    },
  ]);

  return {
    store: { ...store, ...(Object.fromEntries(writes) as Pick<Store, (typeof toldWrites)[number]>) },

    of(name, { address, requestId }) {
      const rule = auditRuleOf(name);
      let handled: { readonly context: Context<RouteName>; readonly scope: Scope } | null = null;

      const originOf = (caller: Caller | null, action: AuditNote['action']) => ({
        at: clock.now(),
        actor: caller === null ? '' : authorOf(caller),
        role: caller?.role ?? null,
        address,
        action,
        requestId,
      });
      const nothing = { beforeJson: null, afterJson: null } as const;

      /** Null: this refusal is nothing to tell of. */
      async function refusalOf({ code }: ActivationError, caller: Caller | null, hasToken: boolean): Promise<AuditNote | null> {
        if (handled !== null && rule !== null && 'action' in rule && rule.on === 'call') {
          const { context, scope } = handled;
          if (scope.isTold || rule.only?.(context) === false) return null;
          const origin = originOf(caller, rule.action);
          return { ...origin, actor: origin.actor || (rule.claimed?.(context) ?? ''), ...(await rule.subject(context, { store, signOf })), result: 'refused', code, ...nothing };
        }
        if (code !== 'forbidden' && !(code === 'unauthenticated' && hasToken)) return null;
        const { method, path, summary } = routes[name];
        const subject: AuditSubject = { kind: 'route', resourceId: `${method} ${path}`, name: summary, destinationId: null };
        return { ...originOf(caller, 'access.refuse'), ...subject, result: 'refused', code, ...nothing };
      }

      return {
        async during(context, handler) {
          const isTold = rule !== null && 'action' in rule;
          const subject = isTold && rule.subject !== undefined && rule.on === 'change' ? await rule.subject(context, { store, signOf }) : null;
          const intent = isTold ? { ...originOf(context.caller, rule.action), subject, isEnd: rule.on === 'change' && rule.isEnd === true } : null;
          const scope: Scope = { intent, isTold: false, isOver: false };
          handled = { context, scope };
          const result = await scopes.run(scope, handler).finally(() => (scope.isOver = true));
          if (isTold && rule.on === 'call' && !scope.isTold && rule.only?.(context) !== false) {
            const subjectOfCall = await rule.subject(context, { store, signOf });
            const afterJson = rule.outcome === undefined ? null : JSON.stringify(rule.outcome(result as never, context, { store, signOf }));
            await note({ ...originOf(context.caller, rule.action), ...subjectOfCall, result: 'done', code: null, beforeJson: null, afterJson });
          }
          return result;
        },

        async refused(thrown, caller, hasToken) {
          try {
            const entry = await refusalOf(toActivationError(thrown), caller, hasToken);
            if (entry !== null && (await allowance.take(address)) === 0) await note(entry);
          } catch (error) {
            log.warn({ requestId, error }, 'A refusal could not be noted in the audit trail');
          }
        },
      };
    },
  };
}
