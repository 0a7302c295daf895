// A fresh server process with a company of its own, in a temporary folder.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from './expect.mjs'

const program = process.env.CHANGPING_SERVER
export const password = 'a-long-enough-password'

/** `preset: false` leaves the company without an administrator, so that the setup page appears. */
export async function startServer({ preset = true, demo = false } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'changping-story-'))
  const port = await freePort()
  const env = { ...process.env, CHANGPING_ADMIN_PASSWORD: preset ? password : undefined }
  if (!preset) delete env.CHANGPING_ADMIN_PASSWORD
  const words = ['serve', '--data', data, '--port', String(port), ...(demo ? ['--demo'] : [])]
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stdout.on('data', (text) => (log += text))
  child.stderr.on('data', (text) => (log += text))
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const url = `http://localhost:${port}`

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(late)
    await rm(data, { recursive: true, force: true })
  }

  try {
    await eventually('the server answers', 60_000, async () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${log}`)
      return (await fetch(`${url}/healthz`)).ok
    })
  } catch (error) {
    await stop()
    throw error
  }

  return { url, data, stop, log: () => log, ...client(url) }
}

/** What a story prepares or checks behind the screen, as the administrator. */
function client(url) {
  let cookie = ''
  async function request(method, path, body) {
    const headers = { 'Content-Type': 'application/json', Origin: url, Cookie: cookie }
    const response = await fetch(url + path, {
      method,
      headers,
      body: body && JSON.stringify(body),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  return {
    signIn: (login = 'admin', secret = password) =>
      request('POST', '/api/session', { login, password: secret }),
    get: (path) => request('GET', path),
    post: (path, body) => request('POST', path, body),
    patch: (path, body) => request('PATCH', path, body),
    put: (path, body) => request('PUT', path, body),
    /** Creates a document, and confirms it when it is one that takes effect. */
    create: (type, fields, transition) =>
      request('POST', `/api/documents/${type}`, { fields, transition }),
  }
}

async function freePort() {
  const probe = createServer()
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return port
}
