import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** What a browser fetches before the home page works: the entry, the home page, and what both import. */
const LIMIT_KB = 400
const ENTRIES = ['index.html', 'src/features/radar/radar-page.tsx']

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const files = new Set()

function add(key) {
  const chunk = manifest[key]
  if (!chunk || files.has(chunk.file)) return
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) add(next)
}

ENTRIES.forEach(add)
const bytes = [...files].reduce(
  (sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length,
  0,
)
const kilobytes = Math.ceil(bytes / 1024)
console.log(`First load: ${kilobytes} KB gzip in ${files.size} files (limit ${LIMIT_KB} KB)`)
if (kilobytes > LIMIT_KB) process.exitCode = 1
