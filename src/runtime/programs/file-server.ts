// busybox `httpd`: serves the files of a folder.
import { createFuture, wait, type Task } from '#sim/task.ts'
import { joinPath } from '../filesystem/path.ts'
import { answerText, parseRequest } from '../network/http.ts'
import { complain, pathOf, type Invocation } from '../process/command.ts'
import { parseOptions } from '../commands/options.ts'
import { answerWith } from '../network/network.ts'

const MAX_PORT = 65_535
const NOT_FOUND =
  '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n'

/** `httpd [-f] [-p port] [-h folder]`; without -f it goes on in the background. */
export function* busyboxHttpd(invocation: Invocation): Task<number> {
  const { flags, values } = parseOptions(invocation.args, { flags: 'fivm', valued: 'phucrd' })
  const folder = values.get('h') ?? '.'
  const root = pathOf(invocation, folder)
  const { files, net, processes } = invocation.system
  const entry = files.stat(root)
  if (!entry.ok || entry.value.type !== 'folder')
    return complain(invocation, `can't change directory to '${folder}': No such file or directory`)
  const address = values.get('p') ?? '80'
  const port = portOf(address)
  if (port === null) return complain(invocation, `bad address '${address}'`)
  yield* wait(invocation.system.sleep(5))
  const listener = net.listen(
    port,
    'TCP',
    ({ text }) => {
      const request = parseRequest(text)
      if (request === undefined) return answerWith('')
      const path = joinPath(root, request.path)
      const there = files.stat(path)
      const file = there.ok && there.value.type === 'folder' ? joinPath(path, 'index.html') : path
      const content = files.read(file)
      return answerWith(content.ok ? answerText(200, content.value) : answerText(404, NOT_FOUND))
    },
    true,
  )
  if (listener === undefined) return complain(invocation, 'bind: Address already in use')
  const serve = function* (): Task<number> {
    try {
      return yield* wait(createFuture<number>())
    } finally {
      net.close(listener)
    }
  }
  if (!flags.has('f')) {
    processes.start(1, ['httpd', ...invocation.args], serve)
    return 0
  }
  invocation.system.setActivity(`serving on :${port}`)
  return yield* serve()
}

/** The port of `[ip:]port`; a text that is none is the name of a host, and null stands for one that nobody finds. */
function portOf(address: string): number | null {
  const text = address.slice(address.lastIndexOf(':') + 1)
  const port = Number(text)
  return /^\d+$/.test(text) && port > 0 && port <= MAX_PORT ? port : null
}
