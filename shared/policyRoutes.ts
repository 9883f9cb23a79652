import { z } from 'zod';
import { activationInputSchema } from './activation.ts';
import { fieldLabelsInputSchema, fieldLabelsSchema } from './labels.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import { breachSchema, policyInputSchema, policyPatchSchema, policyPreviewSchema, policySchema, violationSchema } from './policy.ts';
import type { Route } from './route.ts';

const breaches = { breaches: z.array(breachSchema) };
const [attributeLabels, identityLabels] = fieldLabelsSchema.options;

/** What data may not be used for, and what it is labelled with. */
export const policyRoutes = {
  createPolicy: {
    method: 'POST',
    path: '/api/policies',
    summary: 'Make a policy; destinations that break it pause',
    access: 'admin',
    body: policyInputSchema,
    status: 201,
    response: policySchema,
  },
  previewPolicy: {
    method: 'POST',
    path: '/api/policies/preview',
    summary: 'Which destinations would break a policy that is not stored',
    access: 'admin',
    body: policyInputSchema,
    status: 200,
    response: policyPreviewSchema,
  },
  listPolicies: {
    method: 'GET',
    path: '/api/policies',
    summary: 'Policies, and which destinations break them',
    access: 'viewer',
    query: pageQuerySchema.extend({ search: z.string().max(256).optional() }),
    status: 200,
    response: pageSchema(policySchema),
  },
  getPolicy: { method: 'GET', path: '/api/policies/:id', summary: 'One policy', access: 'viewer', status: 200, response: policySchema },
  updatePolicy: {
    method: 'PATCH',
    path: '/api/policies/:id',
    summary: 'Change or switch a policy; destinations pause and go on accordingly',
    access: 'admin',
    body: policyPatchSchema,
    status: 200,
    response: policySchema,
  },
  deletePolicy: { method: 'DELETE', path: '/api/policies/:id', summary: 'Delete a policy; destinations that only it stopped go on', access: 'admin', status: 204 },
  checkActivationPolicies: {
    method: 'POST',
    path: '/api/destinations/:id/activation/policies',
    summary: 'Which policies a draft of the activation breaks; the body is that of `PUT …/activation`',
    access: 'marketer',
    body: activationInputSchema,
    status: 200,
    response: z.object({ violations: z.array(violationSchema) }),
  },
  listFieldLabels: {
    method: 'GET',
    path: '/api/field-labels',
    summary: 'Labels of attributes and identities, of all fields that have or had any',
    access: 'viewer',
    status: 200,
    response: z.object({ items: z.array(fieldLabelsSchema) }),
  },
  putFieldLabels: {
    method: 'PUT',
    path: '/api/field-labels',
    summary: 'Set the labels of one attribute or identity; the version is that of the field',
    access: 'admin',
    body: fieldLabelsInputSchema,
    status: 200,
    response: z.discriminatedUnion('kind', [attributeLabels.extend(breaches), identityLabels.extend(breaches)]),
  },
} as const satisfies Record<string, Route>;
