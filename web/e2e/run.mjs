// Runs the stories of this folder: `node e2e/run.mjs [name…]`; `cargo xtask test stories` builds what it needs.

import { readdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { launch, people } from './browser.mjs'
import { expect } from './expect.mjs'
import { startServer } from './server.mjs'

const wanted = process.argv.slice(2)
const folder = new URL('./stories/', import.meta.url)
const files = (await readdir(folder)).filter((file) => file.endsWith('.mjs')).sort()
const stories = []
for (const file of files) {
  const name = file.replace('.mjs', '')
  if (wanted.length === 0 || wanted.some((it) => name.includes(it))) {
    stories.push({ name, ...(await import(new URL(file, folder).href)) })
  }
}

const browser = await launch()
const waiting = [...stories]
const unsteady = []
// Each has a server and a company of its own, and waits for pages half of its time.
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, tellOneByOne))
// A busy machine may have been late once. What fails alone too is wrong; what does not is still to be mended.
let failed = 0
for (const story of unsteady) if (!(await passes(story))) failed += 1
await browser.close()
const steady = stories.length - unsteady.length
console.log(`${steady} passed, ${unsteady.length - failed} at the second try, ${failed} failed`)
process.exitCode = failed > 0 || stories.length === 0 ? 1 : 0

async function tellOneByOne() {
  while (waiting.length > 0) {
    const story = waiting.shift()
    if (!(await passes(story))) unsteady.push(story)
  }
}

/** Tells a story, and what came of it. */
async function passes(story) {
  const begun = Date.now()
  const failure = await tell(story)
  const seconds = ((Date.now() - begun) / 1000).toFixed(1)
  console.log(`${failure ? 'FAILED' : 'ok    '} ${story.name}: ${story.title} (${seconds} s)`)
  if (failure) console.log(failure)
  return !failure
}

/** Undefined, or what went wrong. */
async function tell(story) {
  let server, company
  try {
    server = await startServer(story.server)
    company = people(browser, server, story.name)
    const told = story.run({ server, expect, open: company.open, shot: company.shot })
    await Promise.race([told, tooLong()])
    if (company.wrong.length > 0) throw new Error('all went well, but the pages complained:')
  } catch (error) {
    await company?.shotAll('failed')
    const notes = [
      error.stack,
      ...(company?.wrong ?? []),
      'the server said:',
      server?.log().slice(-2000),
    ]
    return notes.filter(Boolean).join('\n')
  } finally {
    await company?.close()
    await server?.stop()
  }
}

/** A story that waits for what never comes must not hold up the others. */
async function tooLong() {
  await new Promise((resolve) => setTimeout(resolve, 180_000).unref())
  throw new Error('the story took longer than three minutes')
}
