/* Every text of the desk, in both languages, under the same keys. */
const strings = {
  vi: {
    app: 'Bàn trực', login: 'Tên đăng nhập', password: 'Mật khẩu', signIn: 'Đăng nhập', signOut: 'Đăng xuất', language: 'English',
    wrong: 'Tên đăng nhập hoặc mật khẩu chưa đúng.', slow: 'Thử quá nhiều lần. Chờ {s} giây rồi thử lại.', noServer: 'Không gọi được máy chủ. Thử lại sau.',
    waiting: 'Chờ nhận', mine: 'Của tôi', callbacks: 'Hẹn gọi lại', next: 'Nhận khách tiếp theo', take: 'Nhận',
    noneWaiting: 'Chưa có khách chờ. Khi có khách cần người, họ hiện ở đây.', noneMine: 'Chưa nhận khách nào.', noneCallbacks: 'Không có ai cần gọi lại.',
    choose: 'Chọn một khách để xem cuộc trò chuyện.', taken: 'Khách này vừa được người khác nhận.', gone: 'Không còn khách nào chờ.',
    reply: 'Trả lời', note: 'Ghi chú nội bộ', noteHint: 'Khách không nhìn thấy ghi chú này',
    placeholder: 'Nhập câu trả lời. Enter để gửi, Shift+Enter xuống dòng', notePlaceholder: 'Ghi chú cho đồng nghiệp', send: 'Gửi',
    returnBot: 'Trả về trợ lý ảo', close: 'Hoàn tất', requeue: 'Trả về hàng chờ', back: 'Danh sách', older: 'Xem tin cũ hơn',
    customer: 'Khách', bot: 'Trợ lý ảo', you: 'Bạn', typing: 'Khách đang gõ…', seen: 'Khách đã xem', done: 'Đã gọi',
    cases: 'Phiếu', noneCases: 'Chưa có phiếu nào đang mở.', due: 'hạn {t}', save: 'Lưu', caseState: 'Trạng thái', caseNote: 'Ghi chú, hoặc lời nhắn cho khách', caseTell: 'Báo cho khách', caseHint: 'Không chọn "Báo cho khách" thì chỉ nội bộ đọc được',
    caseTake: 'Nhận phiếu', caseTalk: 'Xem cuộc trò chuyện', caseNobody: 'chưa ai nhận', caseHistory: 'Lịch sử phiếu', caseWords: 'Lời khách',
    case_open: 'mới', case_working: 'đang xử lý', case_waiting: 'chờ khách', case_solved: 'đã xử lý', case_closed: 'đã đóng', case_withdrawn: 'khách rút lại',
    case_did_opened: 'mở phiếu:', case_did_owner: 'người phụ trách:', case_did_priority: 'mức ưu tiên:', case_did_reopen: 'mở lại:', case_did_solved: 'xác nhận đã xong.', case_did_withdraw: 'rút lại.',
    moodAngry: '😠 đang bực', moodLow: '🙁 không vui', moodCalm: '😐 bình thường', moodGood: '🙂 hài lòng',
    lost: 'Mất kết nối với máy chủ. Đang thử lại…', stale: 'Người khác đang phụ trách khách này.', failed: 'Chưa gửi được: {why}',
    asked: 'Khách yêu cầu', unsure: 'Trợ lý chưa chắc', rule: 'Theo quy định', failure: 'Trợ lý gặp lỗi', hours: 'Ngoài giờ',
    wait: 'chờ {t}', why: 'Trợ lý hiểu là', confidence: 'độ chắc {n}%', noIntent: 'chưa rõ ý', summary: 'Tóm tắt', page: 'Trang đang xem', minutes: '{n} phút', seconds: '{n} giây',
    modeBot: 'Trợ lý ảo đang trả lời', modeQueued: 'Đang chờ', modeHuman: '{name} phụ trách', modeClosed: 'Đã kết thúc', log: 'Nội dung trò chuyện', newWaiting: 'Có {n} khách chờ',
  },
  en: {
    app: 'Desk', login: 'User name', password: 'Password', signIn: 'Sign in', signOut: 'Sign out', language: 'Tiếng Việt',
    wrong: 'That user name or password is not right.', slow: 'Too many tries. Wait {s} seconds and try again.', noServer: 'The server does not answer. Try again later.',
    waiting: 'Waiting', mine: 'Mine', callbacks: 'Call back', next: 'Take next', take: 'Take',
    noneWaiting: 'Nobody is waiting. Customers who want a person appear here.', noneMine: 'You have taken nobody yet.', noneCallbacks: 'Nobody to call back.',
    choose: 'Choose a customer to see the conversation.', taken: 'Somebody else has just taken this customer.', gone: 'Nobody is waiting any more.',
    reply: 'Reply', note: 'Private note', noteHint: 'The customer cannot see this note',
    placeholder: 'Type a reply. Enter to send, Shift+Enter for a new line', notePlaceholder: 'A note for colleagues', send: 'Send',
    returnBot: 'Return to assistant', close: 'Resolve', requeue: 'Return to queue', back: 'List', older: 'Load earlier messages',
    customer: 'Customer', bot: 'Assistant', you: 'You', typing: 'Customer is typing…', seen: 'Seen by customer', done: 'Called',
    cases: 'Cases', noneCases: 'No case is open.', due: 'due {t}', save: 'Save', caseState: 'State', caseNote: 'A note, or words to the customer', caseTell: 'Tell the customer', caseHint: 'Only staff read it unless "Tell the customer" is ticked',
    caseTake: 'Take the case', caseTalk: 'Show the conversation', caseNobody: 'nobody yet', caseHistory: 'History of the case', caseWords: 'In their words',
    case_open: 'open', case_working: 'in work', case_waiting: 'waits for the customer', case_solved: 'solved', case_closed: 'closed', case_withdrawn: 'withdrawn',
    case_did_opened: 'opened:', case_did_owner: 'owner:', case_did_priority: 'priority:', case_did_reopen: 'reopened:', case_did_solved: 'says it is solved.', case_did_withdraw: 'withdrew it.',
    moodAngry: '😠 angry', moodLow: '🙁 unhappy', moodCalm: '😐 calm', moodGood: '🙂 content',
    lost: 'Lost connection to the server. Retrying…', stale: 'Somebody else looks after this customer now.', failed: 'Not sent: {why}',
    asked: 'Asked for a person', unsure: 'Assistant unsure', rule: 'By rule', failure: 'Assistant failed', hours: 'Out of hours',
    wait: 'waits {t}', why: 'Read as', confidence: '{n}% sure', noIntent: 'nothing clear', summary: 'Summary', page: 'Current page', minutes: '{n} min', seconds: '{n} s',
    modeBot: 'The assistant is answering', modeQueued: 'Waiting', modeHuman: 'With {name}', modeClosed: 'Ended', log: 'Conversation', newWaiting: '{n} waiting',
  },
};

let lang = 'vi';
try { lang = localStorage.getItem('letan.desk.lang') === 'en' ? 'en' : 'vi'; } catch { /* storage is off */ }
document.documentElement.lang = lang;

export const language = () => lang;
export const otherLanguage = () => {
  lang = lang === 'vi' ? 'en' : 'vi';
  document.documentElement.lang = lang;
  try { localStorage.setItem('letan.desk.lang', lang); } catch { /* lasts until reload */ }
};
export const t = (key, values = {}) => strings[lang][key].replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole);
