// The processes of a container in the process namespace of another one: both see all of them, and each ends its own.
// Follows NamespaceMode_TARGET of k8s.io/cri-api/pkg/apis/runtime/v1 (v1.36).
import type { Process, ProcessReports, ProcessTable } from './process.ts'

/** Joins the table of another container; `reports` are told of the processes that are started here. */
export function joinTable(host: ProcessTable, reports: ProcessReports): ProcessTable {
  const own = new Set<Process>()
  let hasFirst = false
  return {
    running: () => host.running(),
    find: (pid) => host.find(pid),
    use: (count) => host.use(count),
    beforeNext: (settle) => host.beforeNext(settle),
    start(parentPid, argv, program, foreground) {
      const starter = { reports, isFirst: !hasFirst }
      hasFirst = true
      // It is one of its own already when its program begins, which may end the container.
      const process = host.start(
        parentPid,
        argv,
        (started) => {
          own.add(started)
          return program(started)
        },
        foreground,
        starter,
      )
      process?.exit.whenSettled(() => own.delete(process))
      return process
    },
    endAll(exit) {
      for (const process of [...own].reverse()) process.end(exit)
    },
  }
}
