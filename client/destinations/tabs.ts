/** The tabs of a destination, as its address names them. */
export const tabs = ['delivery', 'runs', 'activation', 'dead-letters', 'deliveries', 'tail', 'history'] as const;
export type TabName = (typeof tabs)[number];

/** PURE. The tab that an address names; delivery where it names none. */
export const tabOf = (value: string | undefined): TabName => tabs.find((tab) => tab === value) ?? 'delivery';
