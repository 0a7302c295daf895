import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Who may import whom: components and lib ← documents ← features ← app, and no feature another.
 * The zones are computed from the folders, so that a new feature is under the rule at once.
 */
const SRC = fileURLToPath(new URL('../src', import.meta.url))
const RANK = { lib: 0, components: 1, documents: 2, features: 3, app: 4 }

function zoneOf(file) {
  const [zone, feature] = relative(SRC, file).split(sep)
  return {
    rank: zone in RANK ? RANK[zone] : 5,
    zone,
    feature: zone === 'features' ? feature : null,
  }
}

function resolve(from, source) {
  const path = source.startsWith('@/')
    ? join(SRC, source.slice(2))
    : source.startsWith('.')
      ? join(dirname(from), source)
      : null
  if (!path) return null
  return ['', '.ts', '.tsx']
    .map((end) => path + end)
    .find((p) => existsSync(p) && statSync(p).isFile())
}

const importing = (check) => ({
  ImportDeclaration: (node) => check(node, node.source.value),
  ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
  ExportAllDeclaration: (node) => check(node, node.source.value),
  ImportExpression: (node) =>
    typeof node.source.value === 'string' && check(node, node.source.value),
})

const direction = {
  create: (context) =>
    importing((node, source) => {
      const target = resolve(context.filename, source)
      if (!target) return
      const here = zoneOf(context.filename)
      const there = zoneOf(target)
      if (there.rank > here.rank) {
        context.report({ node, message: `${here.zone} may not import ${there.zone}` })
      } else if (here.feature && there.feature && here.feature !== there.feature) {
        context.report({ node, message: `Features do not know each other: ${there.feature}` })
      }
    }),
}

const imports = new Map()

/** The files a file imports as values; types vanish and may refer to each other. */
function importsOf(file) {
  if (!imports.has(file)) {
    const text = /\.tsx?$/.test(file) ? readFileSync(file, 'utf8') : ''
    const found = [...text.matchAll(/^(?:import|export) (?!type )[^'"]*?from ['"]([^'"]+)['"]/gm)]
    imports.set(file, found.map(([, source]) => resolve(file, source)).filter(Boolean))
  }
  return imports.get(file)
}

function pathBack(from, to, seen = new Set()) {
  if (from === to) return [from]
  if (seen.has(from)) return null
  seen.add(from)
  for (const next of importsOf(from)) {
    const path = pathBack(next, to, seen)
    if (path) return [from, ...path]
  }
  return null
}

const noCycle = {
  create: (context) => ({
    ImportDeclaration(node) {
      if (node.importKind === 'type') return
      const target = resolve(context.filename, node.source.value)
      const path = target && pathBack(target, context.filename)
      if (path) {
        const names = path.map((file) => relative(SRC, file)).join(' → ')
        context.report({ node, message: `Import cycle: ${names}` })
      }
    },
  }),
}

const kebabCase = {
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename)
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.(ts|tsx|d\.ts)$/.test(name)) {
        context.report({ node, message: `File names are kebab-case: ${name}` })
      }
    },
  }),
}

export const places = { rules: { direction, 'no-cycle': noCycle, 'kebab-case': kebabCase } }
