// The few things a story asserts. Each waits, because a screen needs a moment, and says what it missed.

const patience = 15_000

/** Asks again until the answer is yes. */
export async function eventually(what, milliseconds, ask) {
  const end = Date.now() + milliseconds
  let reason = 'no'
  for (;;) {
    try {
      if (await ask()) return
    } catch (error) {
      reason = error.message
      if (reason.startsWith('the server ended')) throw error
    }
    if (Date.now() > end) throw new Error(`expected that ${what}, but: ${reason}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const expect = {
  visible: (locator, milliseconds = patience) =>
    locator.first().waitFor({ state: 'visible', timeout: milliseconds }),

  gone: (locator, milliseconds = patience) =>
    eventually(`${locator} is gone`, milliseconds, async () => (await locator.count()) === 0),

  text: (locator, wanted, milliseconds = patience) =>
    eventually(`${locator} says ${wanted}`, milliseconds, async () => {
      const said = (await locator.first().innerText()).replaceAll(/\s+/g, ' ')
      if (wanted instanceof RegExp ? wanted.test(said) : said.includes(wanted)) return true
      throw new Error(`it says ${said}`)
    }),

  count: (locator, wanted, milliseconds = patience) =>
    eventually(`there are ${wanted} of ${locator}`, milliseconds, async () => {
      const there = await locator.count()
      if (there === wanted) return true
      throw new Error(`there are ${there}`)
    }),

  focused: (locator, milliseconds = patience) =>
    eventually(`${locator} has the focus`, milliseconds, () =>
      locator.first().evaluate((it) => it === document.activeElement),
    ),

  value: (locator, wanted, milliseconds = patience) =>
    eventually(`${locator} holds ${wanted}`, milliseconds, async () => {
      const held = await locator.first().inputValue()
      if (held === wanted) return true
      throw new Error(`it holds ${held}`)
    }),

  equal(found, wanted, what) {
    const [a, b] = [found, wanted].map((it) => JSON.stringify(it))
    if (a !== b) throw new Error(`${what}: expected ${b}, found ${a}`)
  },
}
