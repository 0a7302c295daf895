// Writes the types of the HTTP API from the description that the server's own tests keep true.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('..', import.meta.url))
const description = '../crates/api/openapi.json'
const types = 'src/lib/api.generated.ts'
const run = (program, ...words) => execFileSync(program, words, { cwd: web, stdio: 'inherit' })

if (!existsSync(`${web}/tools/openapi/node_modules`)) run('npm', 'ci', '--prefix', 'tools/openapi')
run('tools/openapi/node_modules/.bin/openapi-typescript', description, '--output', types)
run('node_modules/.bin/prettier', '--log-level', 'warn', '--write', types)
