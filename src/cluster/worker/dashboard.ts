import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { Queue } from 'bullmq';
import { ClusterError } from '../queue/queueAddress';

/** Path of the dashboard. */
export const dashboardPath = '/dashboard';

/** The packages of the dashboard, which only those who want it install. */
const dashboardPackages = ['@bull-board/api', '@bull-board/express', 'express'] as const;

/**
 * bull-board over the queues.
 * @throws ClusterError when its packages are not installed
 */
export function dashboard(queues: readonly Queue[]): (request: IncomingMessage, response: ServerResponse) => void {
  const load = createRequire(__filename);
  try {
    const { createBullBoard } = load('@bull-board/api') as typeof import('@bull-board/api');
    const { BullMQAdapter } = load('@bull-board/api/bullMQAdapter') as typeof import('@bull-board/api/bullMQAdapter');
    const { ExpressAdapter } = load('@bull-board/express') as typeof import('@bull-board/express');
    const express = load('express') as typeof import('express');
    const serverAdapter = new ExpressAdapter();
    serverAdapter.setBasePath(dashboardPath);
    createBullBoard({ queues: queues.map((queue) => new BullMQAdapter(queue)), serverAdapter });
    const app = express().use(dashboardPath, serverAdapter.getRouter());
    return (request, response) => void app(request, response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new ClusterError(`The dashboard needs further packages: npm install --global ${dashboardPackages.join(' ')}`);
  }
}
