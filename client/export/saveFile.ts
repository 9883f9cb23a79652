import { after } from '../shell/clock.ts';

/** Milliseconds until the file is let go; the browser has taken it over long before. */
const keptFor = 60_000;

/** Hands a file to the browser as a download. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  after(keptFor, () => URL.revokeObjectURL(address));
}
