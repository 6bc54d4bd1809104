//! What a request proves itself with: the session cookie of a browser, or the token of a program.

use axum::http::{
    HeaderMap,
    header::{AUTHORIZATION, COOKIE},
};
use backend::account::token::Credential;

/// How long the browser keeps the cookie, in seconds: the absolute lifetime of a session.
const MAX_AGE: u32 = 7 * 24 * 60 * 60;

/// Whether the cookie is bound to HTTPS. Behind an https address it is, under a name that browsers accept only then.
#[derive(Clone, Copy, Debug)]
pub struct CookiePolicy {
    pub secure: bool,
}

impl CookiePolicy {
    fn name(self) -> &'static str {
        if self.secure { "__Host-jalon" } else { "jalon" }
    }

    /// The value of `Set-Cookie` that keeps the token, or removes it.
    pub fn set_cookie(self, token: Option<&str>) -> String {
        let name = self.name();
        let secure = if self.secure { "; Secure" } else { "" };
        let (value, age) = token.map_or(("", 0), |token| (token, MAX_AGE));
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}")
    }

    /// The token of a request, when its cookie looks like one of ours.
    pub fn token(self, headers: &HeaderMap) -> Option<String> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name())
            .map(|(_, token)| token.to_owned())
            .filter(|token| !token.is_empty() && token.len() <= 128)
    }

    /// What a request of the sync proves itself with: a program's `Authorization: Bearer`, else the cookie.
    pub fn credential(self, headers: &HeaderMap) -> Option<Credential> {
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::trim);
        match bearer {
            Some(token) => Some(Credential::Token(token.to_owned())),
            None => self.token(headers).map(Credential::Session),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_kept_from_scripts_and_from_other_sites() {
        let plain = CookiePolicy { secure: false };
        let secure = CookiePolicy { secure: true };
        assert_eq!(
            plain.set_cookie(Some("abc")),
            "jalon=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800"
        );
        assert_eq!(
            secure.set_cookie(Some("abc")),
            "__Host-jalon=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure"
        );
        assert_eq!(plain.set_cookie(None), "jalon=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    }

    #[test]
    fn reads_the_token_among_other_cookies() {
        let check = |secure: bool, cookie: &str, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, cookie.parse().unwrap());
            assert_eq!(CookiePolicy { secure }.token(&headers).as_deref(), expected, "{cookie}");
        };
        check(false, "jalon=abc", Some("abc"));
        check(false, "a=b; jalon=abc;c=d", Some("abc"));
        check(false, "xjalon=abc", None);
        check(false, "jalon=", None);
        check(false, "__Host-jalon=abc", None);
        check(true, "jalon=abc; __Host-jalon=def", Some("def"));
        check(false, &format!("jalon={}", "a".repeat(129)), None);
    }
}
