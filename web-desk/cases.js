/* Cases at the desk: the list, one case with its history, and who the customer is. */
import {el, keyed} from './dom.js';
import {t, language} from './strings.js';

const states = ['open', 'working', 'waiting', 'solved', 'closed', 'withdrawn'];
export const when = ms => ms ? new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : 'vi-VN', {dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Ho_Chi_Minh'}).format(ms) : '';
const stateName = state => t(`case_${state}`);

export const drawCases = (list, cases, now, open) => keyed(list, cases, one => one.code,
  one => el('li', {}, el('button', {type: 'button', className: 'card', onclick: () => open(one.code)}, el('span', {className: 'words'}), el('span', {className: 'more'}))),
  (node, one) => {
    node.querySelector('.words').textContent = `${one.code} · ${one.title}`;
    node.querySelector('.more').textContent = [stateName(one.state), one.owner_name, one.due_at && t('due', {t: when(one.due_at)})].filter(Boolean).join(' · ');
    node.firstChild.classList.toggle('late', one.due_at > 0 && one.due_at < now);
  });

/* One case. set sends a case_set frame; openConversation shows the talk it came from. */
export class CasePanel {
  constructor({code, me, set, openConversation, onBack}) {
    Object.assign(this, {code, me});
    this.title = el('h2', {textContent: code});
    this.sub = el('p', {className: 'sub'});
    this.state = el('select', {'aria-label': t('caseState')}, ...states.map(state => el('option', {value: state, textContent: stateName(state)})));
    this.text = el('textarea', {rows: 3, 'aria-label': t('caseNote'), placeholder: t('caseNote'), maxLength: 1000});
    this.tell = el('input', {type: 'checkbox'});
    this.log = el('ul', {className: 'log history', 'aria-label': t('caseHistory')});
    this.about = el('dl', {className: 'about'});
    this.take = el('button', {type: 'button', textContent: t('caseTake'), onclick: () => set({code, assign: me})});
    const talk = el('button', {type: 'button', textContent: t('caseTalk'), onclick: () => this.conversation && openConversation(this.conversation)});
    const save = event => {
      event.preventDefault();
      const change = {code, tell: this.tell.checked};
      if (this.state.value !== this.shown) change.state = this.state.value;
      if (this.text.value.trim()) change.text = this.text.value.trim();
      if (!change.state && !change.text) return;
      this.text.value = '';
      this.tell.checked = false;
      set(change);
    };
    this.node = el('section', {className: 'thread case', 'aria-label': code},
      el('header', {}, el('button', {type: 'button', className: 'back', textContent: `‹ ${t('back')}`, onclick: onBack}), el('div', {className: 'grow'}, this.title, this.sub), el('div', {className: 'actions'}, this.take, talk)),
      this.about, this.log,
      el('form', {onsubmit: save}, el('div', {className: 'row'}, el('label', {}, t('caseState'), ' ', this.state), el('label', {}, this.tell, ' ', t('caseTell'))), this.text, el('div', {className: 'row'}, el('span', {className: 'hint', textContent: t('caseHint')}), el('button', {type: 'submit', className: 'main', textContent: t('save')}))));
  }

  show({case: one, history}) {
    this.conversation = one.conversation;
    this.title.textContent = `${one.code} · ${one.title}`;
    this.sub.textContent = [stateName(one.state), one.owner_name || t('caseNobody'), one.due_at && t('due', {t: when(one.due_at)})].filter(Boolean).join(' · ');
    this.shown = this.state.value = one.state;
    this.take.hidden = one.owner_id === this.me;
    this.about.replaceChildren(...Object.entries({...one.text && {[t('caseWords')]: one.text}, ...one.fields}).flatMap(([name, value]) => [el('dt', {textContent: name}), el('dd', {textContent: value})]));
    this.log.replaceChildren(...history.map(line => el('li', {className: line.public ? '' : 'private'},
      el('span', {className: 'more', textContent: `${when(line.at)} · ${line.author === 'customer' ? t('customer') : line.author}`}),
      el('span', {className: 'words', textContent: line.what === 'state' ? `→ ${stateName(line.text)}` : line.what === 'note' ? line.text : `${t(`case_did_${line.what}`)} ${line.text}`}))));
    this.log.lastElementChild?.scrollIntoView({block: 'nearest'});
  }
}

/* Who the customer is and how they feel, as a line in the head of the conversation. */
export const customerLine = frame => {
  const mood = frame.mood.at(-1)?.mood;
  const feels = mood === undefined ? '' : t(mood <= -50 ? 'moodAngry' : mood < -15 ? 'moodLow' : mood > 15 ? 'moodGood' : 'moodCalm');
  const stars = frame.ratings.find(one => one.kind === 'csat' && one.score > 0);
  return [[frame.pronoun, frame.name].filter(Boolean).join(' '), frame.phone && `${frame.phone}${frame.proved ? ' ✓' : ''}`, frame.email, feels, stars && `${stars.score}/5`, frame.tags, frame.notes].filter(Boolean).join(' · ');
};
