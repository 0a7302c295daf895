import { phone } from '../browser.mjs'
import { available, clerk, teaMerchant } from '../company.mjs'
import { fill, pick, press, signIn } from '../screens.mjs'

export const title = 'a stock count on a phone'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10', A2: '5' })
  await clerk(server, 'zhaoqiang', ['warehouse'])
  const page = await open({ size: phone })
  await signIn(page, 'zhaoqiang')

  await press(page, '打开菜单')
  await press(page, '盘点')
  await shot(page, 'menu')
  await page.getByRole('link', { name: '盘点单' }).click()
  await page.getByRole('link', { name: /新建/ }).first().click()
  await pick(page, '仓库', 'W1')
  await pick(page, '商品 1', 'A1')
  await fill(page, '实盘数量 1', '8')
  await press(page, /添加|加一行/)
  await pick(page, '商品 2', 'A2')
  await fill(page, '实盘数量 2', '6')
  await shot(page, 'counted')
  await press(page, /保存并/)
  await expect.text(page.getByRole('main'), '已生效')
  await shot(page, 'effective')

  expect.equal(await available(server, 'A1'), '8', 'two boxes were not there')
  expect.equal(await available(server, 'A2'), '6', 'one box more was found')
}
