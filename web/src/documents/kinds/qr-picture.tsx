import { QRCode } from 'antd'

export default function QrPicture({ text }: { text: string }) {
  return <QRCode value={text} size={112} bordered={false} color="#000" bgColor="#fff" type="svg" />
}
