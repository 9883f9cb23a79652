/** Namespaces that many systems use, in words. */
const labels: Readonly<Record<string, string>> = {
  email: 'E-mail',
  email_lc_sha256: 'Hashed e-mail',
  phone: 'Phone',
  phone_sha256: 'Hashed phone',
  ecid: 'ECID',
  crm_id: 'CRM id',
  crmid: 'CRM id',
  gaid: 'Google ad id',
  idfa: 'Apple ad id',
};

/** PURE. A kind of identity as people call it; its own name where none is known. */
export const namespaceLabel = (namespace: string): string => labels[namespace.toLowerCase()] ?? namespace;
