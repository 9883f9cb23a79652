import type { DestinationStatus } from '../../shared/destination.ts';

export const statusLabels: Readonly<Record<DestinationStatus, string>> = { draft: 'Draft', enabled: 'Enabled', disabled: 'Disabled', paused: 'Paused' };
