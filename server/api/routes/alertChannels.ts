import type { Channel, ChannelSettings } from '../../../shared/alertChannel.ts';
import { testNotice } from '../../alerts/notice.ts';
import { authorOf } from '../../access/sessions.ts';
import { isoTime } from '../../kit/clock.ts';
import { fieldError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import type { AlertChannelRow } from '../../store/alertChannelStore.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { demandVersion, nameTaken, notFound, versionStale } from '../refusals.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'clock' | 'liveEvents' | 'channels'>;
type AlertChannelRoutes = Pick<Handlers, 'listAlertChannels' | 'createAlertChannel' | 'updateAlertChannel' | 'deleteAlertChannel' | 'testAlertChannel' | 'subscribeDestination'>;

/** Never the sealed settings: only the place that was taken from them when they were stored. */
function present({ sealed: _, lastResult, updatedAt, destinationIds, ...row }: AlertChannelRow): Channel {
  return { ...row, destinationIds: [...destinationIds], lastResult: lastResult === null ? null : { ...lastResult, at: isoTime(lastResult.at) }, updatedAt: isoTime(updatedAt) };
}

export function alertChannelRoutes({ store, clock, liveEvents, channels }: Dependencies): AlertChannelRoutes {
  async function read(id: string): Promise<AlertChannelRow> {
    const row = await store.getAlertChannel(id);
    if (row === null) throw notFound('channel');
    return row;
  }

  const changed = (id: string): void => liveEvents.changed({ resource: 'alert', id });

  function demandUsable(settings: ChannelSettings): void {
    const refusal = channels.refusalOf(settings);
    if (refusal !== null) throw fieldError(`settings.${refusal.field}`, 'request_invalid', refusal.message);
  }

  return {
    async listAlertChannels() {
      return { items: (await store.listAlertChannels()).map(present), canMail: channels.canMail };
    },

    async createAlertChannel({ body: { settings, ...body }, caller }) {
      demandUsable(settings);
      const id = newId('alc');
      const row = { ...body, id, kind: settings.kind, sealed: channels.seal(id, settings), place: channels.placeOf(settings), updatedBy: authorOf(caller), updatedAt: clock.now() };
      if ((await store.insertAlertChannel(row)) === 'name_taken') throw nameTaken('channel');
      changed(id);
      return present(await read(id));
    },

    async updateAlertChannel({ params, body: { settings, ...body }, caller, expectedVersion }) {
      const row = await read(params.id);
      demandVersion(expectedVersion, row.version);
      if (settings !== undefined && settings.kind !== row.kind) throw fieldError('settings.kind', 'request_invalid', 'The kind of a channel stays. Make another channel.');
      if (settings !== undefined) demandUsable(settings);
      const sealed = settings === undefined ? {} : { sealed: channels.seal(row.id, settings), place: channels.placeOf(settings) };
      const written = await store.updateAlertChannel(row.id, { ...body, ...sealed, updatedBy: authorOf(caller) }, clock.now(), expectedVersion);
      if (!written.ok) throw written.reason === 'name_taken' ? nameTaken('channel') : written.reason === 'version_stale' ? versionStale() : notFound('channel');
      changed(row.id);
      return present(await read(row.id));
    },

    async deleteAlertChannel({ params, expectedVersion }) {
      const deleted = await store.deleteAlertChannel(params.id, expectedVersion);
      if (!deleted.ok) throw deleted.reason === 'version_stale' ? versionStale() : notFound('channel');
      changed(params.id);
    },

    async testAlertChannel({ params, signal }) {
      const row = await read(params.id);
      const { ok, message } = await channels.send(row, testNotice(newId('ntc'), clock.now()), signal);
      const at = clock.now();
      await store.noteChannelResult(row.id, { at, ok, message });
      changed(row.id);
      return { at: isoTime(at), ok, message };
    },

    async subscribeDestination({ params, body }) {
      const stored = await store.subscribeDestination(params.id, body.channelIds);
      if (stored === 'destination_missing') throw notFound('destination');
      if (stored === 'channel_missing') throw fieldError('channelIds', 'request_invalid', 'One of these channels does not exist any more. Load the list again.');
      changed(params.id);
    },
  };
}
