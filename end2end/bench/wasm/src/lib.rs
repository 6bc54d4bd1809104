//! The guide engine for the measurements under Node: text in, answers one by one, a fingerprint of what they changed.

use std::sync::Arc;

use domain::{
    guide::{
        Guide, NodeKey, Value,
        check::Lenience,
        engine::{Context, Engine},
        xlsform::{import_with, read_markdown},
    },
    interview::Answers,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// A guide that runs.
#[wasm_bindgen]
pub struct Running {
    engine: Engine,
}

#[wasm_bindgen]
impl Running {
    /// Loads a guide in JSON and computes everything once, defaults included.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Self, String> {
        let guide: Guide = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let mut engine = Engine::new(Arc::new(guide), Context::default(), &Answers::default());
        engine.give_defaults(&NodeKey::root());
        Ok(Self { engine })
    }

    /// Sets one answer, and reads the state of everything that it changed: a number made of all of it.
    pub fn set(&mut self, key: &str, value: &str) -> u32 {
        let value = value.parse().map_or_else(|_| Value::Text(value.to_owned()), Value::Number);
        let changed = self.engine.set(&NodeKey(key.to_owned()), value);
        self.fingerprint(&changed)
    }

    /// Adds an instance at the end of a repeat, and reads what that changed.
    pub fn add(&mut self, repeat: &str, instance: &str) -> u32 {
        let changed = self.engine.add_instance(&NodeKey(repeat.to_owned()), instance);
        let (_, given) = self.engine.give_defaults(&NodeKey(repeat.to_owned()).instance(instance));
        self.fingerprint(&changed) ^ self.fingerprint(&given)
    }

    fn fingerprint(&self, keys: &[NodeKey]) -> u32 {
        let mut hash = 0x811c_9dc5_u32;
        for state in keys.iter().filter_map(|key| self.engine.state(key)) {
            let text = state.value.to_text();
            let bytes = text.bytes().chain([u8::from(state.relevant), u8::from(state.invalid)]);
            hash = bytes.fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        }
        hash
    }

    /// What of these keys is relevant, and its value: `1=value` or `0`, one a line.
    pub fn states(&self, keys: &str) -> String {
        let line = |key: &str| match self.engine.state(&NodeKey(key.to_owned())) {
            Some(state) if state.relevant => format!("1={}", state.value.to_text()),
            _ => "0".to_owned(),
        };
        keys.lines().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// The guide that an XLSForm in markdown holds, in JSON.
#[wasm_bindgen]
pub fn import_markdown(text: &str) -> Result<String, String> {
    let (guide, problems) =
        import_with(&read_markdown(text), "data", Lenience { totals: true, ..Lenience::default() });
    let guide = guide.ok_or_else(|| format!("{problems:?}"))?;
    serde_json::to_string(&guide).map_err(|error| error.to_string())
}
