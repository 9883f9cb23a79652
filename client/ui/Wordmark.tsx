import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** The product's mark and name; `isCollapsible` leaves the mark alone where the navigation is narrow. */
export function Wordmark({ isCollapsible = false }: { isCollapsible?: boolean }) {
  return (
    <span className={style({ display: 'inline-flex', alignItems: 'center', gap: 8, font: 'title-lg' })}>
      <img src="/icon.svg" alt="" width={24} height={24} />
      <span className={style({ display: { default: 'inline', isCollapsible: { default: 'inline', sm: 'none', lg: 'inline' } } })({ isCollapsible })}>Tributary</span>
    </span>
  );
}
