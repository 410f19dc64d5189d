export { expectKeeping, withoutPassword } from './connect.ts'
export { cancelRun, type QueueStatus, queueMetrics, queueStatus, type RunStatus } from './status.ts'
export { type Submit, type Submitted, submitRun } from './submit.ts'
export { type RunningWorker, startWorker, type WorkerEvent, type WorkerOptions } from './worker.ts'
