import { z } from 'zod';
import { alertBellSchema, alertRuleInputSchema, alertRulePatchSchema, alertRuleSchema, alertSchema, alertsReadSchema, muteInputSchema } from './alert.ts';
import { channelInputSchema, channelPatchSchema, channelResultSchema, channelSchema, subscriptionSchema } from './alertChannel.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import type { Route } from './route.ts';

/** What is wrong now, and the rules that decide it. */
export const alertRoutes = {
  getAlertBell: { method: 'GET', path: '/api/alerts/bell', summary: 'Alerts that fire now, and the last that ended', access: 'viewer', status: 200, response: alertBellSchema },
  listAlerts: {
    method: 'GET',
    path: '/api/alerts',
    summary: 'Alerts that fire or fired, newest change first',
    access: 'viewer',
    query: pageQuerySchema.extend({ destinationId: z.string().max(64).optional() }),
    status: 200,
    response: pageSchema(alertSchema),
  },
  markAlertsRead: { method: 'POST', path: '/api/alerts/read', summary: 'Mark alerts as read, for whoever asks', access: 'viewer', body: alertsReadSchema, status: 204 },
  muteAlert: {
    method: 'POST',
    path: '/api/alerts/:id/mute',
    summary: 'Send no notices of one alert for a while, or until its level changes',
    access: 'marketer',
    body: muteInputSchema,
    status: 204,
  },
  unmuteAlert: { method: 'POST', path: '/api/alerts/:id/unmute', summary: 'Send notices of an alert again', access: 'marketer', status: 204 },
  listAlertRules: {
    method: 'GET',
    path: '/api/alert-rules',
    summary: 'All rules',
    access: 'viewer',
    status: 200,
    response: z.object({ items: z.array(alertRuleSchema) }),
  },
  createAlertRule: {
    method: 'POST',
    path: '/api/alert-rules',
    summary: 'Make a rule; there is one at most per kind and destination',
    access: 'admin',
    body: alertRuleInputSchema,
    status: 201,
    response: alertRuleSchema,
  },
  updateAlertRule: {
    method: 'PATCH',
    path: '/api/alert-rules/:id',
    summary: 'Change or switch a rule',
    access: 'admin',
    body: alertRulePatchSchema,
    status: 200,
    response: alertRuleSchema,
  },
  deleteAlertRule: { method: 'DELETE', path: '/api/alert-rules/:id', summary: 'Delete a rule; its alerts end', access: 'admin', status: 204 },
  muteAlertRule: {
    method: 'POST',
    path: '/api/alert-rules/:id/mute',
    summary: 'Send no notices by one rule for a while, or until somebody changes it',
    access: 'marketer',
    body: muteInputSchema,
    status: 204,
  },
  unmuteAlertRule: { method: 'POST', path: '/api/alert-rules/:id/unmute', summary: 'Send notices by a rule again', access: 'marketer', status: 204 },

  listAlertChannels: {
    method: 'GET',
    path: '/api/alert-channels',
    summary: 'Where notices are sent to, how the last attempt ended, and whether this server has a mail server',
    access: 'marketer',
    status: 200,
    response: z.object({ items: z.array(channelSchema), canMail: z.boolean() }),
  },
  createAlertChannel: {
    method: 'POST',
    path: '/api/alert-channels',
    summary: 'Make a channel; what a webhook receives is the schema WebhookPayload',
    access: 'admin',
    body: channelInputSchema,
    status: 201,
    response: channelSchema,
  },
  updateAlertChannel: {
    method: 'PATCH',
    path: '/api/alert-channels/:id',
    summary: 'Change or switch a channel',
    access: 'admin',
    body: channelPatchSchema,
    status: 200,
    response: channelSchema,
  },
  deleteAlertChannel: { method: 'DELETE', path: '/api/alert-channels/:id', summary: 'Delete a channel and what waits for it', access: 'admin', status: 204 },
  testAlertChannel: {
    method: 'POST',
    path: '/api/alert-channels/:id/test',
    summary: 'Send a test over a channel and wait how it ends',
    access: 'admin',
    status: 200,
    response: channelResultSchema,
  },
  subscribeDestination: {
    method: 'PUT',
    path: '/api/destinations/:id/alert-channels',
    summary: 'Choose the channels that hear of a destination, beside those that hear of all',
    access: 'marketer',
    body: subscriptionSchema,
    status: 204,
  },
} as const satisfies Record<string, Route>;
