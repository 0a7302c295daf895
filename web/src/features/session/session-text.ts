import { messages } from '@/lib/text'

export const sessionText = messages({
  product: { zh: '常平', en: 'Changping' },
  promise: { zh: '从此不因断货失去一位客户', en: 'Never lose a customer to a stockout' },
  login: { zh: '登录', en: 'Sign in' },
  account: { zh: '账号', en: 'User name' },
  password: { zh: '密码', en: 'Password' },
  needAccount: { zh: '请填账号', en: 'Enter your user name' },
  needPassword: { zh: '请填密码', en: 'Enter your password' },
  capsLock: { zh: '大写锁定已打开', en: 'Caps Lock is on' },
  language: { zh: '语言', en: 'Language' },
  // set-up
  setupTitle: { zh: '第一次使用', en: 'First start' },
  setupHint: {
    zh: '填四项就能开始。之后可以导入自己的表格。',
    en: 'Four answers and you can begin. Your own spreadsheets come next.',
  },
  company: { zh: '公司或店铺名称', en: 'Company or shop' },
  companyExample: { zh: '如：恒源百货', en: 'e.g. Evergreen Goods' },
  yourName: { zh: '您的姓名', en: 'Your name' },
  accountHint: { zh: '登录用，字母和数字', en: 'For signing in: letters and digits' },
  required: { zh: '请填写', en: 'Please fill in' },
  passwordHint: { zh: '至少 {n} 个字符', en: 'At least {n} characters' },
  passwordShort: { zh: '密码至少 {n} 个字符', en: 'The password needs at least {n} characters' },
  start: { zh: '开始使用', en: 'Begin' },
  setupDone: { zh: '已经设置过了，请登录', en: 'Already set up; please sign in' },
  // profile
  profile: { zh: '我的账号', en: 'My account' },
  personal: { zh: '个人', en: 'Personal' },
  name: { zh: '姓名', en: 'Name' },
  roles: { zh: '角色', en: 'Roles' },
  administrator: { zh: '管理员', en: 'Administrator' },
  buyer: { zh: '采购', en: 'Buyer' },
  seller: { zh: '销售', en: 'Seller' },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  accountant: { zh: '会计', en: 'Accountant' },
  viewer: { zh: '只读', en: 'Viewer' },
  save: { zh: '保存', en: 'Save' },
  saved: { zh: '已保存', en: 'Saved' },
  appearance: { zh: '外观', en: 'Appearance' },
  light: { zh: '浅色', en: 'Light' },
  dark: { zh: '深色', en: 'Dark' },
  system: { zh: '跟随系统', en: 'System' },
  changePassword: { zh: '修改密码', en: 'Change password' },
  currentPassword: { zh: '当前密码', en: 'Current password' },
  newPassword: { zh: '新密码', en: 'New password' },
  passwordChanged: { zh: '密码已修改', en: 'Password changed' },
  signOut: { zh: '退出登录', en: 'Sign out' },
  about: { zh: '版本 {version}', en: 'Version {version}' },
})

/** Shorter ones are refused by the server too. */
export const PASSWORD_MIN = 8
