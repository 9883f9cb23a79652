import { Button } from '@react-spectrum/s2/Button';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** Shown where a page could not be loaded or ran into a defect; the rest of the application stays usable. */
export function RouteProblem() {
  return (
    <div role="alert" className={style({ padding: 32, display: 'flex', flexDirection: 'column', gap: 16, alignItems: 'start', maxWidth: 640 })}>
      <h1 className={style({ font: 'heading', margin: 0 })}>This page cannot be shown</h1>
      <p className={style({ font: 'body', margin: 0 })}>Nothing is lost: what was saved is on the server. Reload the page; a newer version of Tributary may be running.</p>
      <Button variant="accent" onPress={() => window.location.reload()}>
        Reload
      </Button>
    </div>
  );
}
