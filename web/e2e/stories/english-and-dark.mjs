import { phone } from '../browser.mjs'
import { english, teaMerchant } from '../company.mjs'
import { signIn } from '../screens.mjs'

export const title = 'every screen in English and in the dark'

const places = {
  radar: '/',
  stock: '/stock',
  item: '/stock/A1',
  list: '/d/sales_order',
  form: '/d/sales_order/new',
  plan: '/planning',
  policies: '/planning/policies',
  quality: '/planning/quality',
  'what-if': '/planning/what-if',
  classes: '/planning/classes',
  reports: '/reports',
  'report-stock': '/reports/stock',
  'report-orders': '/reports/sales_fulfilment',
  'report-ledger': '/reports/stock-ledger?item=A1',
  imports: '/imports',
  users: '/settings/users',
  types: '/settings/types',
  numbering: '/settings/numbering',
  company: '/settings/company',
  profile: '/profile',
}

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10', A2: '0.5' }, english)
  await server.patch('/api/me', { name: 'Ann', language: 'en' })
  const lines = [{ item: 'A1', quantity: '25', price: '12' }]
  const order = await server.create(
    'sales_order',
    { customer: 'C1', ship_from: 'W1', lines },
    'confirm',
  )
  await server.put('/api/company', {
    name: 'Tea & Co',
    currency: 'CNY',
    time_zone: 'Asia/Shanghai',
    language: 'en',
  })

  const page = await open({ language: 'en-US' })
  await signIn(page)
  await speakEnglish(page)
  await page.getByRole('button', { name: 'Dark' }).click()

  for (const [name, path] of Object.entries({ ...places, order: `/d/sales_order/${order.id}` })) {
    await page.goto(path)
    await expect.visible(page.getByRole('main').getByRole('heading'))
    await settled(page)
    expect.equal(await chineseWords(page), [], `Chinese left on ${path}`)
    expect.equal(await isDark(page), true, `${path} is dark`)
    await shot(page, name)
  }

  await page.setViewportSize(phone)
  for (const name of ['radar', 'list', 'form']) {
    await page.goto(places[name])
    await expect.visible(page.getByRole('main').getByRole('heading'))
    await settled(page)
    expect.equal(await isTooWide(page), false, `${name} needs sideways scrolling on a phone`)
    await shot(page, `${name}-phone`)
  }
}

async function speakEnglish(page) {
  const button = page.getByRole('button', { name: 'Switch to English' })
  if (await button.isVisible()) await button.click()
}

const settled = (page) =>
  page.waitForLoadState('networkidle', { timeout: 1000 }).catch(() => undefined)

/** What can be read on the page, but for the brand and the button that says "Chinese". */
const chineseWords = (page) =>
  page.evaluate(() => {
    const words = document.body.innerText.match(/[\u4e00-\u9fff]+/g) ?? []
    return [...new Set(words)].filter((word) => !['常平', '中', '中文'].includes(word))
  })

const isDark = (page) =>
  page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.body)
      .backgroundColor.match(/\d+/g)
      .map(Number)
    return red + green + blue < 200
  })

const isTooWide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)
