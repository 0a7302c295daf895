import { phone } from '../browser.mjs'
import { english, teaMerchant } from '../company.mjs'
import { settled, signIn } from '../screens.mjs'

export const title = 'every page in both languages, on a desk and in the hand'

const sizes = { desk: { width: 1280, height: 800 }, phone }

/** What no entry of the menu leads to at once. */
const beside = [
  ...['ages', 'expiring', 'trace', 'bins', 'A1'].map((it) => `/stock/${it}`),
  ...['policies', 'quality', 'what-if', 'classes'].map((it) => `/planning/${it}`),
  ...['users', 'departments', 'roles', 'roles/seller', 'fields', 'fields/sales_order'],
  ...['types', 'types/new', 'numbering', 'allocation', 'files', 'keys', 'security', 'audit'],
  '/reports/stock-ledger?item=A1',
  '/profile',
  '/nowhere',
].map((it) => (it.startsWith('/') ? it : `/settings/${it}`))

export async function run({ server, open, expect }) {
  const ids = await company(server)
  const { rows: types } = await server.get('/api/document-types')
  const reports = await server.get('/api/reports')
  const forms = types.filter((it) => it.permitted.create).map((it) => `/d/${it.name}/new`)
  const others = [...forms, ...reports.map((it) => `/reports/${it.name}`), ...beside, ...ids]
  const found = await Promise.all(
    ['en', 'zh'].map(async (language) => {
      const page = await open({ language, size: sizes.desk })
      await signIn(page)
      await page.evaluate((it) => localStorage.setItem('changping.language', it), language)
      await page.goto('/')
      const menu = await waysOf(page)
      expect.equal(menu.length > types.length, true, 'the menu leads to every type')
      const faults = await walk(page, language, menu, sizes)
      // English has the longer words, a phone the narrower lines.
      const rest = language === 'en' ? await walk(page, language, others, { phone }) : []
      return [...faults, ...rest]
    }),
  )
  expect.equal(found.flat(), [], 'faults of pages')
}

async function walk(page, language, paths, sizes) {
  const faults = []
  for (const path of paths) {
    await page.evaluate((to) => history.pushState({}, '', to), path)
    for (const [name, size] of Object.entries(sizes)) {
      await page.setViewportSize(size)
      await settled(page)
      const found = await page.evaluate(faultsOf, language)
      faults.push(...found.map((fault) => `${path} ${language} ${name}: ${fault}`))
    }
  }
  return faults
}

/** A little of everything, in English, so that whatever is Chinese is a text of the program. */
async function company(server) {
  await teaMerchant(server, { A1: '10', A2: '0.5' }, english)
  await server.patch('/api/me', { name: 'Ann', language: 'en' })
  await server.put('/api/company', {
    name: 'Tea & Co',
    currency: 'CNY',
    time_zone: 'Asia/Shanghai',
    language: 'en',
  })
  const make = async (type, fields, step) => {
    const { id } = await server.create(type, fields, step)
    return `/d/${type}/${id}`
  }
  const lines = [{ item: 'A1', quantity: '25', price: '12' }]
  return [
    await make('sales_order', { customer: 'C1', ship_from: 'W1', lines }, 'confirm'),
    await make('purchase_order', { supplier: 'S1', deliver_to: 'W1', lines }, 'confirm'),
    '/d/item/A1',
    '/planning/suppliers/S1',
  ]
}

/** Wherever the menu leads, with all its groups unfolded. */
async function waysOf(page) {
  const menu = page.getByRole('navigation', { name: /主导航|Main/ })
  const folded = menu.locator('button[aria-expanded=false]')
  await folded.first().waitFor()
  while ((await folded.count()) > 0) await folded.first().click()
  const links = await menu.getByRole('link').all()
  return Promise.all(links.map((link) => link.getAttribute('href')))
}

/** What is wrong with the page as it stands. Runs in the browser. */
function faultsOf(language) {
  const faults = []
  const width = document.documentElement.scrollWidth
  if (width > innerWidth + 1) faults.push(`needs sideways scrolling: ${width} of ${innerWidth}`)
  const shown = (element) => element.checkVisibility({ visibilityProperty: true })
  const headings = [...document.querySelectorAll('h1')].filter(shown)
  if (headings.length !== 1) faults.push(`${headings.length} titles`)
  // Names for programs are told as such, and may look like it.
  const told = [...document.querySelectorAll('code')].map((it) => it.innerText)
  const text = told.reduce((all, it) => all.replaceAll(it, ''), document.body.innerText)
  const raw = text.match(
    /\b[a-z]+(_[a-z]+)+\b|\bundefined\b|\bNaN\b|\[object \w+\]|\{(n|name|type|title|at)\}/g,
  )
  if (raw) faults.push(`raw: ${[...new Set(raw)].join(' ')}`)
  // The brand, the button that says "Chinese", and what a new company and its first member are called.
  const own = ['常平', '中', '中文', '我的公司', '管理员']
  const chinese = text.match(/[\u4e00-\u9fff]+/g)?.filter((it) => !own.includes(it))
  if (language === 'en' && chinese?.length) faults.push(`Chinese: ${chinese.join(' ')}`)
  const isNamed = (it) =>
    it.innerText?.trim() ||
    it.ariaLabel ||
    it.title ||
    it.placeholder ||
    it.getAttribute('aria-labelledby') ||
    it.labels?.length > 0 ||
    it.querySelector('[aria-label], img[alt]')
  const controls = document.querySelectorAll('button, a[href], input, textarea')
  for (const it of [...controls].filter((it) => shown(it) && !it.ariaHidden && !isNamed(it))) {
    faults.push(`without a name: ${it.outerHTML.slice(0, 100)}`)
  }
  return faults
}
