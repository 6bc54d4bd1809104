//! The sign-in page.

use leptos::prelude::*;

use crate::t;

#[component]
pub fn SignInPage() -> impl IntoView {
    view! {
        <main>
            <h1>{t!(account::sign_in)}</h1>
        </main>
    }
}
