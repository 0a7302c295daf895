import { available, clerk, teaMerchant } from '../company.mjs'
import { fill, pick, press, refusal, signIn } from '../screens.mjs'

export const title = 'two clerks sell the last boxes; the second hears how many there are'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10' })
  const clerks = []
  for (const login of ['lihua', 'wangfang']) {
    await clerk(server, login, ['seller'])
    const page = await open()
    await signIn(page, login)
    await writeOrder(page)
    clerks.push(page)
  }
  const [first, second] = clerks

  await press(first, /保存并生效/)
  await expect.text(first.getByRole('main'), '已生效')
  await shot(first, 'first-has-them')

  await press(second, /保存并生效/)
  const said = refusal(second)
  await expect.text(said, /需要.*可售.*缺口/)
  await expect.text(said, /A1.*7.*3.*4/)
  await shot(second, 'second-is-refused')
  expect.equal(await available(server, 'A1'), '3', 'available after the first order')

  await fill(second, '数量 1', '3')
  await press(second, /保存并生效/)
  await expect.text(second.getByRole('main'), '已生效')
  expect.equal(await available(server, 'A1'), '0', 'available after both orders')
}

/** Seven boxes, all or nothing. */
async function writeOrder(page) {
  await page.goto('/d/sales_order/new')
  await pick(page, '客户', 'C1')
  await pick(page, '发货仓库', 'W1')
  await page.getByRole('switch', { name: '可部分满足' }).uncheck()
  await pick(page, '商品 1', 'A1')
  await fill(page, '数量 1', '7')
}
