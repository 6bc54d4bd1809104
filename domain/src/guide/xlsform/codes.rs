//! The list of everything that can be wrong.

/// Every code of this module and of [`crate::guide::xpath`], with the parameters of its sentence in
/// `locales/*/problem.toml`, in alphabetical order.
pub const CODES: &[(&str, &[&str])] = &[];
