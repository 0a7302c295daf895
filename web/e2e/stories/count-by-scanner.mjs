import { phone } from '../browser.mjs'
import { teaMerchant } from '../company.mjs'
import { press, settled, signIn } from '../screens.mjs'

export const title = 'a warehouse counts and picks on a phone, with a scanner that types'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10', A2: '5', A3: '7' })
  await server.patch('/api/documents/item/A3', { fields: { barcode: '6900201001827' } })
  const page = await open({ size: phone })
  await signIn(page)

  // The only warehouse is filled in; whatever is scanned gets a line and waits for its quantity.
  await page.goto('/d/stock_count/new')
  await page.getByLabel(/^仓库/).and(page.locator('input[value*=主仓]')).waitFor()
  const scan = page.getByRole('textbox', { name: '扫码' })
  await scan.focus()
  await scans(page, 'A1')
  await expect.focused(page.getByLabel('实盘数量 1', { exact: true }))
  await scans(page, '9')
  await expect.focused(scan)
  // The barcode twice, without a quantity between: two of it.
  await scans(page, '6900201001827')
  await expect.focused(page.getByLabel('实盘数量 2', { exact: true }))
  await scans(page, '6900201001827')
  await expect.value(page.getByLabel('实盘数量 2', { exact: true }), '1')
  await scans(page, '2')
  await expect.focused(scan)
  // A line that is there already is found, not made again.
  await scans(page, 'a1')
  await expect.focused(page.getByLabel('实盘数量 1', { exact: true }))
  await scans(page, '8')
  await scans(page, 'nothing')
  await expect.text(page.getByRole('alert'), /没有“nothing”这个商品/)
  await shot(page, 'counted')
  await press(page, /保存并过账/)
  await page.getByRole('heading', { name: /PD-/ }).waitFor()
  await settled(page)
  const { rows } = await server.get('/api/stock')
  const counted = rows.map((row) => `${row.item} ${row.on_hand}`).toSorted()
  expect.equal(counted, ['A1 8', 'A2 5', 'A3 2'], 'what was counted')

  // A task is opened to be counted: the scanner begins at once, in whatever order shelves are.
  const lines = ['A2', 'A1'].map((item) => ({ item }))
  const task = await server.create('count_task', { warehouse: 'W1', lines })
  await page.goto(`/d/count_task/${task.id}/edit`)
  await expect.focused(scan)
  await scans(page, 'A1')
  await expect.focused(page.getByLabel('实盘 2', { exact: true }))
  await scans(page, '8')
  await scans(page, 'A2')
  await scans(page, '5')
  await shot(page, 'task')
  await press(page, /保存并提交/)
  await expect.text(page.getByRole('main'), /待审批/)
}

/** As a scanner types: at once, and Enter. */
async function scans(page, text) {
  await page.keyboard.insertText(text)
  await page.keyboard.press('Enter')
}
