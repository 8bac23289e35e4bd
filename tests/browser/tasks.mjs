/*
 * A walk through each service task in the widget, against the real server with the demo shop's
 * tables: what a visitor does with keys and buttons, and what they are told. TRANSCRIPT=1 prints
 * the talks, to be read as a customer reads them.
 */
import {check, equal, until, serve, letan, freshFolder, openPage, shot, finish} from './lib/harness.mjs';

const data = freshFolder();
const server = await serve({data, env: {LETAN_HOURS: 'T2-CN 00:00-24:00'}});
const dayAgo = days => new Date(Date.now() - days * 864e5 + 7 * 36e5).toISOString().slice(0, 10);
const dayMonth = days => { const [, month, day] = dayAgo(days).split('-'); return `${Number(day)}/${Number(month)}`; };

/* What the row of an order holds after the talk. */
const order = code => {
  const lines = letan(['table', 'export', 'orders', '--data', data]).stdout.trim().split('\n');
  return lines.find(line => line.includes(code)) || '';
};

const MARKS = /[ạảãàáâậầấẩẫăắằặẳẵóòọõỏôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]/i;

/* A conversation of its own; .say(text) and .press(button) give what is answered to it. */
const visitor = async name => {
  const page = await openPage();
  await page.goto(server.url);
  await page.locator('chat-widget button.launch').click();
  const field = page.locator('chat-widget textarea'), bot = page.locator('chat-widget .msg.bot');
  const lines = [`--- ${name}`];
  const answer = async (said, act) => {
    const before = await bot.count();
    await act();
    await until(async () => (await bot.count()) > before, `an answer to "${said}"`, 20000);
    const told = (await bot.evaluateAll(all => all.map(one => one.querySelector('.text').innerText))).slice(before).join('\n');
    const buttons = await bot.last().locator('.replies button').allInnerTexts();
    lines.push(`K: ${said}`, `   ${told.replaceAll('\n', '\n   ')}${buttons.length ? `\n   [${buttons.join('] [')}]` : ''}`);
    if (!MARKS.test(told) || /[{}]|undefined|null/.test(told)) throw new Error(`not a sentence: ${told}`);
    return told;
  };
  return {
    page, lines,
    say: text => answer(text, async () => { await field.fill(text); await field.press('Enter'); }),
    press: title => answer(`[${title}]`, () => bot.last().locator('.replies button', {hasText: title}).click()),
  };
};

/* One task: steps(talk, has), where has(text, …parts) fails when a part was not said. */
const task = (name, steps) => check(name, async () => {
  const talk = await visitor(name);
  const has = (told, ...parts) => { for (const part of parts) if (!(part instanceof RegExp ? part.test(told) : told.includes(part))) throw new Error(`${part} is not in: ${told}`); };
  try {
    await steps(talk, has);
    equal(talk.page.problems, []);
  } finally {
    if (process.env.TRANSCRIPT) console.log(talk.lines.join('\n'));
    await talk.page.context().close();
  }
});

await task('order: a wrong proof tells nothing, the right one where it is', async ({say, page}, has) => {
  has(await say('đơn hàng của em tới đâu rồi'), 'mã đơn');
  has(await say('DH123456'), '4 số cuối');
  const wrong = await say('0000');
  has(wrong, 'chưa khớp');
  equal(/Tủ lạnh|Lan|0912|GN889900/.test(wrong), false);
  await say('DH123456');
  has(await say('5678'), 'Tủ lạnh Samsung Inverter 236 lít', 'Giao Nhanh', 'GN889900', /2026/);
  await shot(page, 'task-order');
});

await task('order: code and telephone number in the first message are enough', async ({say}, has) => {
  has(await say('kiểm tra đơn DH300003 giúp chị, số 0912345678'), 'Nồi cơm điện Sharp', 'đã giao');
});

await task('warranty: by serial number, by IMEI, and one that is over', async ({say, press}, has) => {
  has(await say('tra cứu bảo hành giúp em'), 'số sê-ri');
  has(await say('SHNC18A0042'), 'Nồi cơm điện Sharp', '18/11/2027');
  has(await press('Gửi yêu cầu bảo hành'), 'Máy của anh/chị');
  await say('thôi khỏi');
  has(await say('tra bảo hành giúp em số imei 356938035643809'), 'Galaxy A15');
});

await task('return: judged by the day of the purchase, then asked for, interrupted and corrected', async ({say, press}, has) => {
  has(await say(`mua hôm ${dayMonth(5)} còn đổi được không`), 'lỗi hay mình đổi ý');
  has(await press('Đổi ý'), 'Dạ', '7 ngày', 'phí 10%');
  has(await press('Gửi yêu cầu đổi trả'), 'sản phẩm nào');
  await say('nồi cơm điện Sharp');
  const aside = await say('shop mở cửa tới mấy giờ vậy');
  has(aside, '21 giờ 30', 'quay lại', 'mấy cái');
  has(await say('1 cái'), 'số điện thoại');
  has(await say('0912 345 678'), '1 nồi cơm điện Sharp', 'Đổi ý', '0912345678');
  has(await say('à nhầm, 2 cái cơ'), '2 nồi cơm điện Sharp');
  has(await press('Đúng rồi'), /DT-[A-Z0-9]{6}/, '0912***678');
});

await task('repair: the fault described, a number given, its case made', async ({say, press}, has) => {
  has(await say('cho thợ qua sửa tủ lạnh giùm'), 'Máy');
  await say('tủ lạnh Samsung 236 lít');
  has(await say('không lạnh, kêu to từ hôm qua'), 'sê-ri');
  await press('Bỏ qua');
  await press('Bỏ qua');
  await press('Sửa tại nhà');
  has(await say('0912345678'), 'tủ lạnh Samsung 236 lít', 'không lạnh, kêu to từ hôm qua');
  has(await press('Đúng rồi'), /BH-[A-Z0-9]{6}/);
});

await task('complaint: a number, and its state asked for later', async ({say, press}, has) => {
  has(await say('gửi khiếu nại giúp tôi'), 'xin lỗi');
  await press('Giao hàng');
  await say('shipper hẹn 9 giờ mà 3 giờ chiều mới tới, còn to tiếng');
  await press('Bỏ qua');
  const told = await say('0912345678'), [code] = /KN-[A-Z0-9]{6}/.exec(told) || [];
  has(told, 'ghi nhận', /KN-[A-Z0-9]{6}/);
  has(await say(`kiểm tra yêu cầu ${code}`), code, 'tiếp nhận');
});

await task('call back: a name, a number and a time', async ({say, press}, has) => {
  has(await say('gọi lại cho chị nhé'), 'số điện thoại');
  has(await say('0912 345 678'), 'tên');
  await say('chị tên Lan');
  await say('hỏi mua trả góp');
  has(await press('Buổi chiều'), /GL-[A-Z0-9]{6}/, 'chị Lan', '0912***678');
});

await task('price: the model asked for and no other', async ({say}, has) => {
  const told = await say('tủ lạnh samsung giá bao nhiêu vậy em');
  has(told, '6.490.000đ', 'còn 12');
  equal(told.includes('Panasonic'), false);
});

await task('store: the one of the district, with its hours and number', async ({say}, has) => {
  has(await say('cửa hàng nào gần cầu giấy'), 'Hoa Sen Cầu Giấy', '102 Xuân Thuỷ', '21 giờ 30', '02437680201');
  has(await say('shop có ở Đà Nẵng không'), '58 Nguyễn Văn Linh', '140 Tôn Đức Thắng');
  has(await say('cửa hàng gần nhất ở đâu'), 'quận');
  const told = await say('quận 1');
  has(told, '31 Nguyễn Huệ');
  equal(told.includes('Quận 3'), false);
});

await task('address: changed while the order is here, and really changed', async ({say, press}, has) => {
  await say('đổi địa chỉ giao đơn DH200001');
  await say('4321');
  has(await say('78 Lý Thường Kiệt, phường 7, quận Tân Bình'), 'DH200001', '78 Lý Thường Kiệt');
  has(await press('Đúng rồi'), 'đã đổi địa chỉ');
  equal(order('DH200001').includes('78 Lý Thường Kiệt, phường 7, quận Tân Bình'), true);
});

await task('cancel: one that is packed is cancelled, one on its way is not', async ({say, press}, has) => {
  has(await say('chị muốn hủy đơn DH200002, số 0903111222'), 'Tivi Sony 4K 55 inch', 'lý do');
  has(await press('Đặt nhầm'), '15.990.000đ');
  has(await press('Đúng rồi'), 'đã hủy đơn DH200002');
  equal(order('DH200002').includes('cancelled'), true);
  has(await say('hủy đơn DH123456 luôn, số 0912345678'), 'đang trên đường giao');
  equal(order('DH123456').includes('shipped'), true);
});

await finish();
