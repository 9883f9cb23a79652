const dayMs = 86_400_000;

/** How far back one looks. */
export const auditAges = {
  hour: { label: 'Last hour', ms: 3_600_000 },
  day: { label: 'Last 24 hours', ms: dayMs },
  week: { label: 'Last 7 days', ms: 7 * dayMs },
  month: { label: 'Last 30 days', ms: 30 * dayMs },
} as const;

export const isAuditAge = (text: string): text is keyof typeof auditAges => Object.hasOwn(auditAges, text);
