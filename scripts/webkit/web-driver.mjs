// Classic WebDriver (https://www.w3.org/TR/webdriver2/) with WebKitGTK's driver: one process each, on a screen of its own.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { findWebKit } from '../find-webkit.mjs'

// The toolbar would keep a window from being as narrow as a phone.
const STYLE =
  '* { min-width: 0; min-height: 0; padding: 0; margin: 0; } toolbar, headerbar { font-size: 1px; }'

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A screen that nobody sees, whose number it says itself. */
async function startScreen() {
  const size = ['-screen', '0', '1600x1200x24']
  const screen = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp', ...size], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = await new Promise((resolve, reject) => {
    screen.stdio[3].once('data', (data) => resolve(String(data).trim()))
    screen.once('error', reject)
    screen.once('exit', () => reject(new Error('Xvfb did not start')))
  })
  return { display: `:${number}`, stop: () => screen.kill() }
}

async function untilUp(port) {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      return await fetch(`http://127.0.0.1:${port}/status`)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  throw new Error('WebKitWebDriver did not start')
}

const environment = (home, dark) => ({
  XDG_CONFIG_HOME: home,
  GTK_THEME: dark ? 'Adwaita:dark' : 'Adwaita',
  NO_AT_BRIDGE: '1',
  // Without a graphics card what is composed is drawn by the processor, twice as slowly.
  WEBKIT_DISABLE_COMPOSITING_MODE: '1',
})

/** Starts a browser with its settings in `folder`; what it is told to do goes through `call`, one after the other. */
export async function startBrowser({ folder, proxy, dark }) {
  const home = mkdtempSync(join(folder, 'webkit-'))
  mkdirSync(join(home, 'gtk-3.0'))
  writeFileSync(join(home, 'gtk-3.0', 'gtk.css'), STYLE)
  const [screen, port] = await Promise.all([startScreen(), freePort()])
  const { driver, browser } = findWebKit()
  const running = spawn(driver, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, ...environment(home, dark), DISPLAY: screen.display },
  })
  const send = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const { value } = await response.json()
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`)
    return value
  }
  await untilUp(port)
  const { sessionId } = await send('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        proxy: { proxyType: 'manual', httpProxy: proxy, sslProxy: proxy },
        timeouts: { script: 600_000, pageLoad: 60_000 },
        'webkitgtk:browserOptions': {
          binary: browser,
          args: ['--automation', '--javascript-can-access-clipboard=true'],
        },
      },
    },
  })
  let last = Promise.resolve()
  let current
  const inWindow = async (window, method, path, body) => {
    if (window !== undefined && window !== current) {
      await send('POST', `/session/${sessionId}/window`, { handle: window })
      current = window
    }
    return await send(method, `/session/${sessionId}${path}`, body)
  }
  return {
    /** A command to a window, after all those before it. */
    call(window, method, path, body) {
      const done = last.then(() => inWindow(window, method, path, body))
      last = done.catch(() => undefined)
      return done
    },
    async stop() {
      await send('DELETE', `/session/${sessionId}`).catch(() => undefined)
      running.kill()
      screen.stop()
    },
  }
}
