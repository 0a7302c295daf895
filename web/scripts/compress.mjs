// Compresses what the build wrote, once and well, so that the server only hands it out.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const texts = /\.(html|js|css|svg|json|webmanifest)$/
/** Smaller files travel in one packet anyway. */
const smallest = 1024

function walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) walk(path)
    else if (texts.test(name) && statSync(path).size >= smallest) compress(path)
  }
}

function compress(path) {
  const plain = readFileSync(path)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 10,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
  }
  writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }))
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }))
}

walk(dist)
