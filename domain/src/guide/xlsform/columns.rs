//! What the headers of a sheet mean, in all the ways authors write them.

use super::languages;

/// A header understood: the meaning, and the key of the language where one is named. The meaning of a header
/// that is not known is the header itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) key: String,
    pub(super) language: Option<String>,
    pub(super) known: bool,
}

/// The headers of one kind of sheet.
pub(super) struct Vocabulary {
    /// Every way to write a header (lower case, words joined by `_`) and what it means.
    names: &'static [(&'static str, &'static str)],
    translated: &'static [&'static str],
    /// First parts of headers that say how an XForm is written, such as `bind::foo`: known, and of no effect here.
    technical: &'static [&'static str],
}

pub(super) const SURVEY: Vocabulary = Vocabulary {
    names: &[
        ("type", "type"),
        ("command", "type"),
        ("name", "name"),
        ("tag", "name"),
        ("value", "name"),
        ("label", "label"),
        ("caption", "label"),
        ("hint", "hint"),
        ("guidance_hint", "guidance_hint"),
        ("guidance_say", "guidance_say"),
        ("guidance_probes", "guidance_probes"),
        ("guidance_anchors", "guidance_anchors"),
        ("guidance_why", "guidance_why"),
        ("appearance", "appearance"),
        ("control::appearance", "appearance"),
        ("body::appearance", "appearance"),
        ("required", "required"),
        ("bind::required", "required"),
        ("required_message", "required_message"),
        ("requiredmsg", "required_message"),
        ("requiredmessage", "required_message"),
        ("bind::jr:requiredmsg", "required_message"),
        ("relevant", "relevant"),
        ("relevance", "relevant"),
        ("bind::relevant", "relevant"),
        ("constraint", "constraint"),
        ("bind::constraint", "constraint"),
        ("constraint_message", "constraint_message"),
        ("constraining_message", "constraint_message"),
        ("bind::jr:constraintmsg", "constraint_message"),
        ("calculation", "calculation"),
        ("calculate", "calculation"),
        ("bind::calculate", "calculation"),
        ("bind::calculation", "calculation"),
        ("readonly", "read_only"),
        ("read_only", "read_only"),
        ("bind::readonly", "read_only"),
        ("default", "default"),
        ("trigger", "trigger"),
        ("choice_filter", "choice_filter"),
        ("query", "query"),
        ("repeat_count", "repeat_count"),
        ("count", "repeat_count"),
        ("jr:count", "repeat_count"),
        ("control::jr:count", "repeat_count"),
        ("body::jr:count", "repeat_count"),
        ("parameters", "parameters"),
        ("image", "image"),
        ("media::image", "image"),
        ("big-image", "big-image"),
        ("big_image", "big-image"),
        ("media::big-image", "big-image"),
        ("audio", "audio"),
        ("media::audio", "audio"),
        ("video", "video"),
        ("media::video", "video"),
        ("autoplay", "autoplay"),
        ("rows", "rows"),
        ("body::rows", "rows"),
        ("disabled", "disabled"),
        ("save_to", "save_to"),
        ("bind::type", "bind::type"),
        ("note", "comment"),
        ("notes", "comment"),
        ("comment", "comment"),
        ("comments", "comment"),
        ("noapperrorstring", "technical"),
        ("no_app_error_string", "technical"),
        ("intent", "technical"),
        ("compact_tag", "technical"),
        ("sms_field", "technical"),
        ("sms_option", "technical"),
        ("sms_separator", "technical"),
        ("sms_allow_media", "technical"),
        ("sms_date_format", "technical"),
        ("sms_datetime_format", "technical"),
        ("sms_response", "technical"),
    ],
    translated: &[
        "label",
        "hint",
        "guidance_hint",
        "guidance_say",
        "guidance_probes",
        "guidance_anchors",
        "guidance_why",
        "constraint_message",
        "required_message",
        "image",
        "big-image",
        "audio",
        "video",
    ],
    technical: &["bind", "body", "control", "instance"],
};

pub(super) const CHOICES: Vocabulary = Vocabulary {
    names: &[
        ("list_name", "list_name"),
        ("name", "name"),
        ("value", "name"),
        ("label", "label"),
        ("caption", "label"),
        ("image", "image"),
        ("media::image", "image"),
        ("big-image", "big-image"),
        ("media::big-image", "big-image"),
        ("audio", "audio"),
        ("media::audio", "audio"),
        ("video", "video"),
        ("media::video", "video"),
        ("sms_option", "technical"),
    ],
    translated: &["label", "image", "big-image", "audio", "video"],
    technical: &[],
};

pub(super) const SETTINGS: Vocabulary = Vocabulary {
    names: &[
        ("form_title", "form_title"),
        ("title", "form_title"),
        ("set_form_title", "form_title"),
        // Our own: other tools stop at a translated `form_title`.
        ("guide_title", "form_title"),
        ("guide_use", "guide_use"),
        ("form_id", "form_id"),
        ("id_string", "form_id"),
        ("set_form_id", "form_id"),
        ("version", "version"),
        ("default_language", "default_language"),
        ("default_lang", "default_language"),
        ("instance_name", "instance_name"),
        ("allow_choice_duplicates", "allow_choice_duplicates"),
        ("clean_text_values", "clean_text_values"),
        ("name", "name"),
        ("style", "style"),
        ("namespaces", "technical"),
        ("instance_id", "technical"),
        ("omit_instanceid", "technical"),
        ("instance_xmlns", "technical"),
        ("client_editable", "technical"),
        ("submission_url", "submission"),
        ("public_key", "submission"),
        ("auto_send", "submission"),
        ("auto_delete", "submission"),
        ("prefix", "submission"),
        ("delimiter", "submission"),
        ("sms_keyword", "submission"),
        ("sms_separator", "submission"),
        ("sms_allow_media", "submission"),
        ("sms_date_format", "submission"),
        ("sms_datetime_format", "submission"),
        ("sms_response", "submission"),
        ("compact_prefix", "submission"),
        ("compact_delimiter", "submission"),
    ],
    translated: &["form_title"],
    technical: &["attribute"],
};

/// Reads a header. Where any header of the sheet uses `::`, single colons are part of names.
pub(super) fn read(text: &str, double_colons: bool, vocabulary: &Vocabulary) -> Header {
    let separator = if double_colons { "::" } else { ":" };
    let parts: Vec<&str> = text.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
    for taken in (1..=parts.len()).rev() {
        let written = parts.iter().take(taken).map(|part| squeeze(part)).collect::<Vec<_>>().join("::");
        // With single colons, the colon of `jr:count` has been taken for a separator.
        let found = vocabulary
            .names
            .iter()
            .find(|(name, _)| *name == written || name.replace("jr:", "jr::") == written);
        let Some((_, key)) = found else { continue };
        let rest = parts.get(taken..).unwrap_or_default().join(separator);
        if rest.is_empty() {
            return Header { key: (*key).to_owned(), language: None, known: true };
        }
        if vocabulary.translated.contains(key) {
            let language = Some(languages::key(&rest)).filter(|language| !language.is_empty());
            return Header { key: (*key).to_owned(), language, known: true };
        }
    }
    let technical = parts.len() > 1
        && parts.first().is_some_and(|part| vocabulary.technical.contains(&squeeze(part).as_str()));
    Header { key: text.to_owned(), language: None, known: technical }
}

/// True for a meaning that any number of columns can have: what is ignored, and form identifiers, of which old forms
/// have two.
pub(super) fn is_shared(key: &str) -> bool {
    matches!(key, "technical" | "submission" | "comment" | "form_id")
}

/// The known headers, for suggestions.
pub(super) fn names(vocabulary: &Vocabulary) -> impl Iterator<Item = &'static str> {
    vocabulary.names.iter().map(|(name, _)| *name)
}

/// Lower case, with runs of spaces as one `_`.
fn squeeze(part: &str) -> String {
    part.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, double_colons: bool, key: &str, language: Option<&str>, known: bool) {
        let header = Header { key: key.to_owned(), language: language.map(str::to_owned), known };
        assert_eq!(read(text, double_colons, &SURVEY), header, "{text}");
    }

    #[test]
    fn headers_are_understood_however_they_are_written() {
        check("Label", true, "label", None, true);
        check("label::French (fr)", true, "label", Some("fr"), true);
        check("label : fr", false, "label", Some("fr"), true);
        check("Media::Image::fr", true, "image", Some("fr"), true);
        check("bind::jr:constraintMsg::fr", true, "constraint_message", Some("fr"), true);
        check("bind:jr:constraintMsg", false, "constraint_message", None, true);
        check("Constraint message", true, "constraint_message", None, true);
        check("body:esri:style", false, "body:esri:style", None, true);
        check("bind::odk:length", true, "bind::odk:length", None, true);
        check("relevant::fr", true, "relevant::fr", None, false);
        check("my column", true, "my column", None, false);
    }

    #[test]
    fn the_title_of_a_guide_is_translated() {
        let header = read("guide_title::English (en)", true, &SETTINGS);
        assert_eq!(
            header,
            Header { key: "form_title".to_owned(), language: Some("en".to_owned()), known: true }
        );
    }
}
