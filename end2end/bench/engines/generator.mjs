// One seeded form in three spellings: ours (JSON, and XLSForm in markdown), SurveyJS JSON, and the XForm into which
// pyxform turns that XLSForm. Rules read only questions that are always asked: SurveyJS keeps the answers of hidden
// questions, XForms does not, and the comparison is of speed.

/** A small generator of numbers (mulberry32): the same on every machine. */
export function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Questions: `asked` always asked (numbers and choices), `relevant` conditional, `computed` in chains of ten. */
export function form({ seed, asked, relevant, computed, constrained, groups }) {
  const draw = random(seed);
  const questions = [];
  const numbers = [];
  const choices = [];
  for (let index = 0; index < asked; index += 1) {
    const isChoice = index % 4 === 3;
    const question = { name: `a${index}`, kind: isChoice ? "choice" : "number", start: isChoice ? "x" : draw(10) };
    if (!isChoice && numbers.length < constrained) question.most = 40 + draw(20);
    (isChoice ? choices : numbers).push(question);
    questions.push(question);
  }
  for (let index = 0; index < computed; index += 1) {
    const before = index % 10 === 0 ? numbers[draw(numbers.length)].name : `c${index - 1}`;
    questions.push({ name: `c${index}`, kind: "computed", terms: [before, numbers[draw(numbers.length)].name] });
  }
  for (let index = 0; index < relevant; index += 1) {
    const rule = index % 3;
    const when =
      rule === 0
        ? { source: numbers[draw(numbers.length)].name, over: draw(9) }
        : rule === 1
          ? { source: choices[draw(choices.length)].name, is: "xyz"[draw(3)] }
          : { source: `c${draw(computed)}`, over: draw(60) };
    questions.push({ name: `r${index}`, kind: "number", when });
  }
  const size = Math.ceil(questions.length / groups);
  const sections = [];
  for (let index = 0; index < groups; index += 1) {
    sections.push({ name: `g${index}`, questions: questions.slice(index * size, (index + 1) * size) });
  }
  return { seed, sections: sections.filter((section) => section.questions.length > 0), questions };
}

/** Answers, each with what it touches: rules that read it, sums of it and what those touch in turn. */
export function script(form, count) {
  const draw = random(form.seed + 1);
  const readers = new Map();
  for (const question of form.questions) {
    for (const source of question.terms ?? (question.when ? [question.when.source] : [])) {
      readers.set(source, [...(readers.get(source) ?? []), question.name]);
    }
  }
  const touched = (name) => {
    const found = new Set([name]);
    for (const each of found) for (const reader of readers.get(each) ?? []) found.add(reader);
    return [...found];
  };
  const sources = form.questions.filter((question) => question.start !== undefined && readers.has(question.name));
  return Array.from({ length: count }, () => {
    const question = sources[draw(sources.length)];
    const value = question.kind === "choice" ? "xyz"[draw(3)] : draw(50);
    return { name: question.name, value, touched: touched(question.name) };
  });
}

const condition = (when) => (when.is ? `\${${when.source}} = '${when.is}'` : `\${${when.source}} > ${when.over}`);

export function ours(form) {
  const text = (words) => ({ fr: `${words} ?`, en: `${words}?` });
  const question = (each) => ({
    item: "question",
    name: each.name,
    kind: { number: { type: "integer" }, choice: { type: "select_one", list: "l", or_other: false }, computed: { type: "calculate" } }[each.kind],
    label: each.kind === "computed" ? {} : text(each.name),
    ...(each.when ? { relevant: condition(each.when) } : {}),
    ...(each.most ? { constraint: `. < ${each.most}` } : {}),
    ...(each.terms ? { calculation: each.terms.map((term) => `\${${term}}`).join(" + ") } : {}),
    ...(each.start === undefined ? {} : { default: each.kind === "choice" ? `'${each.start}'` : `${each.start}` }),
  });
  const items = form.sections.map((section) => ({
    item: "group",
    name: section.name,
    label: text(section.name),
    items: section.questions.map(question),
  }));
  const choices = [..."xyz"].map((name) => ({ name, label: text(name) }));
  return { title: { "": "Form" }, form_id: "form", version: "1", languages: ["fr", "en"], items, lists: { l: choices } };
}

export function xlsform(form) {
  const row = (...cells) => `| | ${cells.join(" | ")} |`;
  const lines = ["| survey |", row("type", "name", "label::fr", "label::en", "relevant", "constraint", "calculation", "default")];
  for (const section of form.sections) {
    lines.push(row("begin group", section.name, `${section.name} ?`, `${section.name}?`, "", "", "", ""));
    for (const each of section.questions) {
      const type = { number: "integer", choice: "select_one l", computed: "calculate" }[each.kind];
      const labels = each.kind === "computed" ? ["", ""] : [`${each.name} ?`, `${each.name}?`];
      const sum = each.terms?.map((term) => `\${${term}}`).join(" + ") ?? "";
      lines.push(row(type, each.name, ...labels, each.when ? condition(each.when) : "", each.most ? `. < ${each.most}` : "", sum, `${each.start ?? ""}`));
    }
    lines.push(row("end group", "", "", "", "", "", "", ""));
  }
  lines.push("| choices |", row("list_name", "name", "label::fr", "label::en"));
  for (const name of "xyz") lines.push(row("l", name, `${name} ?`, `${name}?`));
  lines.push("| settings |", row("form_title", "form_id", "version"), row("Form", "form", "1"));
  return lines.join("\n");
}

export function surveyjs(form) {
  const question = (each) => {
    const common = {
      name: each.name,
      title: { fr: `${each.name} ?`, default: `${each.name}?` },
      ...(each.when ? { visibleIf: each.when.is ? `{${each.when.source}} = '${each.when.is}'` : `{${each.when.source}} > ${each.when.over}` } : {}),
      ...(each.start === undefined ? {} : { defaultValue: each.start }),
    };
    if (each.kind === "choice") return { ...common, type: "dropdown", choices: ["x", "y", "z"] };
    if (each.kind === "computed") return { ...common, type: "expression", expression: each.terms.map((term) => `{${term}}`).join(" + ") };
    const validators = each.most ? [{ type: "expression", expression: `{${each.name}} < ${each.most}` }] : [];
    return { ...common, type: "text", inputType: "number", ...(validators.length ? { validators } : {}) };
  };
  return { pages: form.sections.map((section) => ({ name: section.name, elements: section.questions.map(question) })) };
}

export function xform(form) {
  const place = new Map();
  for (const section of form.sections) for (const each of section.questions) place.set(each.name, `/data/${section.name}/${each.name}`);
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const paths = (text) => escape(text.replaceAll(/\$\{(\w+)\}/g, (_, name) => ` ${place.get(name)} `));
  const instance = form.sections.map((section) => `<${section.name}>${section.questions.map((each) => `<${each.name}>${each.start ?? ""}</${each.name}>`).join("")}</${section.name}>`);
  const binds = form.questions.map((each) => {
    const type = { number: "int", choice: "string", computed: "string" }[each.kind];
    const relevant = each.when ? ` relevant="${paths(condition(each.when))}"` : "";
    const constraint = each.most ? ` constraint=". &lt; ${each.most}"` : "";
    const calculate = each.terms ? ` calculate="${paths(each.terms.map((term) => `\${${term}}`).join(" + "))}"` : "";
    return `<bind nodeset="${place.get(each.name)}" type="${type}"${relevant}${constraint}${calculate}/>`;
  });
  const label = (id) => `<label ref="jr:itext('${id}:label')"/>`;
  const control = (each) => {
    const path = place.get(each.name);
    if (each.kind === "computed") return "";
    if (each.kind === "number") return `<input ref="${path}">${label(path)}</input>`;
    return `<select1 ref="${path}">${label(path)}<itemset nodeset="instance('l')/root/item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>`;
  };
  const words = (end) => [
    ...form.questions.filter((each) => each.kind !== "computed").map((each) => [`${place.get(each.name)}:label`, each.name]),
    ...form.sections.map((section) => [`/data/${section.name}:label`, section.name]),
    ...[..."xyz"].map((name, index) => [`l-${index}`, name]),
  ].map(([id, text]) => `<text id="${id}"><value>${text}${end}</value></text>`).join("");
  const body = form.sections.map((section) => `<group ref="/data/${section.name}">${label(`/data/${section.name}`)}${section.questions.map(control).join("")}</group>`);
  const items = [..."xyz"].map((name, index) => `<item><itextId>l-${index}</itextId><name>${name}</name></item>`);
  return `<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Form</h:title><model><itext><translation lang="fr" default="true()">${words(" ?")}</translation><translation lang="en">${words("?")}</translation></itext><instance><data id="form" version="1">${instance.join("")}<orx:meta><orx:instanceID/></orx:meta></data></instance><instance id="l"><root>${items.join("")}</root></instance>${binds.join("")}</model></h:head><h:body>${body.join("")}</h:body></h:html>`;
}
