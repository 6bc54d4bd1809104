// The three engines behind one face: load(text), then set(name, value, touched) with a fingerprint of what is touched.

import { createRequire } from "node:module";

const hash = (text) => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
};

/** Ours, as wasm built for Node. */
export async function ours(form, spelling) {
  const { Running, import_markdown } = createRequire(import.meta.url)(process.env.JALON_GUIDE_WASM);
  const place = places(form);
  const text = JSON.stringify(spelling.ours(form));
  const same = JSON.parse(import_markdown(spelling.xlsform(form)));
  if (JSON.stringify(sorted(same)) !== JSON.stringify(sorted(spelling.ours(form)))) throw new Error("our two spellings differ");
  return {
    text,
    load: () => {
      const running = new Running(text);
      return {
        set: (name, value) => running.set(place.get(name), `${value}`),
        state: (names) => running.states(names.map((name) => place.get(name)).join("\n")).split("\n"),
      };
    },
    Running,
  };
}

/** @getodk/xforms-engine, the engine of ODK Web Forms, on jsdom. */
export async function getodk(form, spelling) {
  const { JSDOM } = await import("jsdom");
  const { window } = new JSDOM("<!DOCTYPE html>");
  for (const name of ["window", "document", "DOMParser", "XMLSerializer", "Node", "Element", "Document", "Attr", "Text", "CDATASection", "Comment", "ProcessingInstruction", "XPathResult", "NodeFilter"]) {
    globalThis[name] = name === "window" ? window : window[name];
  }
  // Its parser takes Node for a page of scripts in the old style.
  globalThis.require = createRequire(import.meta.url);
  globalThis.__dirname = new URL("../node_modules/@getodk/xforms-engine/dist", import.meta.url).pathname;
  const { loadForm } = await import("@getodk/xforms-engine");
  const text = spelling.xform(form);
  return {
    text,
    load: async () => {
      const result = await loadForm(text);
      if (result.status === "failure") throw result.error;
      const { root } = result.createInstance();
      const nodes = new Map();
      const waiting = [...root.currentState.children];
      for (const node of waiting) {
        nodes.set(node.definition.qualifiedName?.localName ?? node.definition.nodeName ?? node.definition.localName, node);
        waiting.push(...(node.currentState.children ?? []));
      }
      const read = (name) => {
        const node = nodes.get(name);
        if (!node.currentState.relevant) return "0";
        const value = node.currentState.value;
        return `1=${Array.isArray(value) ? value.map((item) => item.value ?? item).join(" ") : (value ?? "")}`;
      };
      return {
        set: (name, value, touched) => {
          const node = nodes.get(name);
          if (node.nodeType === "select") node.selectValue(value);
          else node.setValue(node.valueType === "int" ? BigInt(value) : `${value}`);
          return hash(touched.map(read).join());
        },
        state: (names) => names.map(read),
      };
    },
  };
}

/** survey-core, the model of SurveyJS. */
export async function surveyjs(form, spelling) {
  const { Model } = await import("survey-core");
  const text = JSON.stringify(spelling.surveyjs(form));
  return {
    text,
    load: () => {
      const survey = new Model(JSON.parse(text));
      const questions = new Map(survey.getAllQuestions().map((question) => [question.name, question]));
      const read = (name) => {
        const question = questions.get(name);
        return question.isVisible ? `1=${question.value ?? ""}` : "0";
      };
      return {
        set: (name, value, touched) => {
          survey.setValue(name, value);
          return hash(touched.map(read).join());
        },
        state: (names) => names.map(read),
      };
    },
  };
}

function places(form) {
  const found = new Map();
  for (const section of form.sections) for (const question of section.questions) found.set(question.name, `${section.name}/${question.name}`);
  return found;
}

/** The same value with its keys in order, so that two can be compared as text. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
