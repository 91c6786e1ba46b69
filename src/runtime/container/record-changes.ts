// How the record of a container goes on: it starts, cannot start, or ends.
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { ContainerConfig } from '../cri.ts'

const START_FAILED_CODE = 128

/** The record of a container that is made and not started. */
export function createdRecord(
  place: Pick<ContainerRecord, 'id' | 'nodeName' | 'sandboxId' | 'pod'>,
  config: ContainerConfig,
  { nowMs, ...image }: Pick<ContainerRecord, 'imageId' | 'imageUid'> & { readonly nowMs: number },
): ContainerRecord {
  return {
    kind: 'ContainerInstance',
    ...place,
    name: config.name,
    attempt: config.attempt,
    image: config.image,
    ...image,
    state: 'created',
    createdAtMs: nowMs,
    startedAtMs: null,
    finishedAtMs: null,
    exitCode: null,
    signal: null,
    reason: '',
    message: '',
    activity: '',
  }
}

/** The record of a container that is started at `nowMs`. */
export function startedRecord(record: ContainerRecord, nowMs: number): ContainerRecord {
  return { ...record, state: 'running', startedAtMs: nowMs, activity: 'starting' }
}

/** The record of a container whose first process could not be started. */
export function notStartedRecord(
  record: ContainerRecord,
  nowMs: number,
  message: string,
): ContainerRecord {
  return {
    ...record,
    state: 'exited',
    finishedAtMs: nowMs,
    exitCode: START_FAILED_CODE,
    reason: 'StartError',
    message,
  }
}

/** The record of a container whose first process ended at `nowMs`. */
export function exitedRecord(
  record: ContainerRecord,
  nowMs: number,
  exitCode: number,
  reason: string,
): ContainerRecord {
  return { ...record, state: 'exited', finishedAtMs: nowMs, exitCode, reason, activity: '' }
}
