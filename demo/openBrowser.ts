import { spawn } from 'node:child_process';

/** The command that opens a link in the browser of this desktop; null where there is no desktop. */
export function browserCommand(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): readonly [string, ...string[]] | null {
  if (environment['CI'] !== undefined || environment['SSH_CONNECTION'] !== undefined) return null;
  if (platform === 'darwin') return ['open'];
  // `start` is a word of the shell; its first quoted argument is a window title. An address with `&` would need quoting, ours has none.
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  return environment['DISPLAY'] !== undefined || environment['WAYLAND_DISPLAY'] !== undefined ? ['xdg-open'] : null;
}

/** Opens the link; false, and never an error, where no browser could be opened. */
export function openBrowser(link: string, command: readonly [string, ...string[]] | null): Promise<boolean> {
  if (command === null) return Promise.resolve(false);
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, link], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}
