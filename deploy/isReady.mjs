/** Asks the server on this machine whether it can work; exit code 0: it can. For health checks of containers, where no curl is. */
import { env, exit, stderr } from 'node:process';

/** Less than the checks that run this may take. */
const answerMs = 4_000;

try {
  const response = await fetch(`http://127.0.0.1:${env['PORT'] ?? 8080}/readyz`, { signal: AbortSignal.timeout(answerMs) });
  if (!response.ok) {
    stderr.write(`${response.status} ${(await response.text()).slice(0, 300)}\n`);
    exit(1);
  }
} catch (error) {
  stderr.write(`The server does not answer: ${error instanceof Error ? error.message : String(error)}\n`);
  exit(1);
}
