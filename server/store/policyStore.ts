import type { Page } from '../../shared/page.ts';
import type { LabelMatch } from '../../shared/policy.ts';
import type { UseCase } from '../../shared/useCases.ts';
import type { PageRequest, Written } from './storeCalls.ts';

export interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly useCases: readonly UseCase[];
  readonly labels: readonly string[];
  readonly match: LabelMatch;
  readonly enabled: boolean;
  /** Who made or last changed it. */
  readonly updatedBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

/** `name`: path of the attribute, or namespace of the identity. `labels` is empty where all were taken away again. */
export interface FieldLabelsRow {
  readonly kind: 'attribute' | 'identity';
  readonly name: string;
  readonly labels: readonly string[];
  readonly updatedAt: number;
  readonly version: number;
}

/** Everything that decides what may be sent, of one moment: policies that are enabled, and fields and segments that have labels. */
export interface GovernanceRows {
  readonly policies: readonly PolicyRow[];
  readonly fields: readonly Pick<FieldLabelsRow, 'kind' | 'name' | 'labels'>[];
  readonly segments: readonly { readonly id: string; readonly name: string; readonly labels: readonly string[] }[];
}

/** A destination with its activation, as far as policies look at it. */
export interface GovernedRow {
  readonly id: string;
  readonly name: string;
  readonly optionsJson: string;
  readonly documentJson: string;
  /** In the order of the activation. */
  readonly segmentIds: readonly string[];
}

export type NewPolicy = Omit<PolicyRow, 'version' | 'updatedAt'>;
/** What is undefined stays. */
export type PolicyChange = { readonly [Field in 'name' | 'description' | 'useCases' | 'labels' | 'match' | 'enabled']?: PolicyRow[Field] | undefined } & Pick<
  PolicyRow,
  'updatedBy'
>;

/** Policies, and what fields are labelled with. Names of policies are unique by `nameKey` of shared/text.ts. */
export interface PolicyStore {
  insertPolicy(policy: NewPolicy): Promise<Written<'name_taken'>>;
  updatePolicy(id: string, change: PolicyChange, at: number, expectedVersion: number | null): Promise<Written<'name_taken' | 'version_stale' | 'not_found'>>;
  deletePolicy(id: string, expectedVersion: number | null): Promise<{ ok: true } | { ok: false; reason: 'version_stale' | 'not_found' }>;
  getPolicy(id: string): Promise<PolicyRow | null>;
  listPolicies(page: PageRequest, search: string): Promise<Page<PolicyRow>>;
  /** Replaces all labels of a field. Its version is 0 before it ever had any. */
  putFieldLabels(field: Pick<FieldLabelsRow, 'kind' | 'name' | 'labels'> & { readonly at: number; readonly expectedVersion: number | null }): Promise<Written<'version_stale'>>;
  /** All, attributes first, by name. */
  listFieldLabels(): Promise<FieldLabelsRow[]>;
  readGovernance(): Promise<GovernanceRows>;
  /** Destinations that have an activation, whether or not they send, ascending by id and greater than `after`; at most `limit`. */
  listGoverned(after: string, limit: number): Promise<GovernedRow[]>;
}
