import { clerk, teaMerchant } from '../company.mjs'
import { press, refusal, signIn } from '../screens.mjs'

export const title = 'views, a board, acts on many, comments with @, and the recycle bin'

export async function run({ server, open, shot, expect }) {
  await teaMerchant(server, { A1: '10' })
  await clerk(server, 'lihua', ['seller'])
  await clerk(server, 'wangfang', ['seller'])
  for (const quantity of ['4', '4', '4', '1']) await order(server, quantity)
  const page = await open()
  await signIn(page, 'lihua')

  // A view of drafts as a board, shared with the sellers.
  await page.goto('/d/sales_order')
  await press(page, '显示方式')
  await page.getByRole('menuitem', { name: '看板：按状态' }).click()
  await page.getByRole('region', { name: '草稿' }).waitFor()
  await shot(page, 'board')
  await press(page, '存为视图')
  await page.getByLabel('视图名称').fill('销售看板')
  await page.getByRole('radio', { name: '所有人' }).check()
  await shot(page, 'save-a-view')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /保\s?存/ })
    .click()
  await page.getByRole('button', { name: '销售看板', pressed: true }).waitFor()

  // A colleague finds it, and moves a card: that is the step.
  const other = await open()
  await signIn(other, 'wangfang')
  await other.goto('/d/sales_order')
  await press(other, '销售看板')
  const draft = other.getByRole('region', { name: '草稿' })
  const confirmed = other.getByRole('region', { name: '已生效' })
  const done = other.getByRole('region', { name: '已完成' })
  await draft.getByRole('listitem', { name: 'XS-000004' }).dragTo(confirmed)
  await confirmed.getByRole('listitem', { name: 'XS-000004' }).waitFor()
  await draft.getByRole('listitem', { name: 'XS-000003' }).dragTo(done)
  await expect.text(refusal(other), /XS-000003 不能从“草稿”移到“已完成”/)
  await shot(other, 'calmly-refused')

  // Three drafts want twelve of nine: one act, an answer each.
  await page.goto('/d/sales_order?view=none&state=draft')
  await page.getByRole('checkbox', { name: '全选' }).check()
  await shot(page, 'ticked')
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: /生\s?效/ })
    .click()
  await page.locator('.ant-modal-confirm-btns .ant-btn-primary').click()
  const result = page.getByRole('dialog')
  await expect.text(result, /2 条完成，1 条没有完成/)
  await expect.text(result, /XS-00000\d/)
  await shot(page, 'one-was-refused')
  await result.getByRole('button', { name: '知道了' }).click()
  const left = page.getByRole('table').getByRole('row').nth(1)
  await expect.text(left, /草稿/)
  const number = (await left.getByRole('link').first().innerText()).trim()

  // Called with @, the other hears at once, opens it and answers.
  await left.getByRole('link').first().click()
  const writing = page.getByRole('textbox', { name: '写评论' })
  await writing.fill('@wang')
  await page
    .getByRole('option', { name: 'wangfang' })
    .or(page.getByText('wangfang', { exact: true }))
    .first()
    .click()
  await writing.pressSequentially('客户催货，见 https://example.com/a')
  await press(page, /发\s?送/)
  await page.getByRole('link', { name: 'https://example.com/a' }).waitFor()
  await shot(page, 'a-comment')
  await other.getByRole('button', { name: '通知，1 条未读' }).click()
  await shot(other, 'the-bell')
  await other.getByRole('button', { name: /提到了您/ }).click()
  await other.getByRole('heading', { name: number }).waitFor()
  await other.getByRole('button', { name: '通知', exact: true }).waitFor()
  await other.getByRole('textbox', { name: '写评论' }).fill('明天到货')
  await press(other, /发\s?送/)
  await page.getByText('明天到货').waitFor()

  // Thrown away, and brought back with what was said about it.
  await press(page, '更多操作')
  await page.getByRole('menuitem', { name: '删除' }).click()
  await page.locator('.ant-modal-confirm-btns .ant-btn-primary').click()
  await page.waitForURL(/\/d\/sales_order/)
  await page.goto('/trash')
  await expect.text(page.getByRole('table'), new RegExp(number))
  await shot(page, 'the-bin')
  await press(page, /恢\s?复/)
  await press(page, /打\s?开/)
  await page.getByRole('heading', { name: number }).waitFor()
  await page.getByText('明天到货').waitFor()
  await expect.text(page.getByRole('region', { name: '历史' }), /从回收站恢复/)
  await shot(page, 'back-again')
}

/** All or nothing, so that what is not there is refused. */
function order(server, quantity) {
  return server.post('/api/documents/sales_order', {
    fields: {
      customer: 'C1',
      ship_from: 'W1',
      partial_allowed: false,
      lines: [{ item: 'A1', quantity, price: '25' }],
    },
  })
}
