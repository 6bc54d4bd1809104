//! Stands before every page that needs somebody: shows the page, or what is needed first, at the same address.

use domain::account::Profile;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_location};

use super::{
    passphrase::FirstPassphrase,
    threshold::Threshold,
    unlock::{RecoverForm, UnlockForm},
};
use crate::{
    components::loading::Loading,
    desk::Desk,
    device::{Lock, use_device},
};

/// What a person meets at the door.
#[derive(Clone, Debug, PartialEq)]
enum Door {
    Waiting,
    SignIn,
    Unlock(Profile),
    Recover(Profile),
    FirstPassphrase(Profile),
    Open,
}

fn door(lock: &Lock) -> Door {
    match lock {
        Lock::Starting => Door::Waiting,
        Lock::SignedOut => Door::SignIn,
        Lock::Locked { profile } => Door::Unlock(profile.clone()),
        Lock::OldPassphrase { profile } => Door::Recover(profile.clone()),
        Lock::Unlocked { profile } if profile.must_change_passphrase => {
            Door::FirstPassphrase(profile.clone())
        }
        Lock::Unlocked { .. } => Door::Open,
    }
}

/// Around every page of somebody who is signed in.
#[component]
pub fn Gate() -> impl IntoView {
    let lock = use_device().lock_state();
    // Only a change at the door makes the page anew.
    let door = Memo::new(move |_| lock.with(door));
    move || match door.get() {
        Door::Waiting => view! { <Threshold known=true><Loading /></Threshold> }.into_any(),
        Door::SignIn => view! { <ToSignIn /> }.into_any(),
        Door::Unlock(profile) => {
            view! { <Threshold known=true><UnlockForm profile /></Threshold> }.into_any()
        }
        Door::Recover(profile) => {
            view! { <Threshold known=true><RecoverForm profile /></Threshold> }.into_any()
        }
        Door::FirstPassphrase(profile) => {
            view! { <Threshold known=true><FirstPassphrase profile /></Threshold> }.into_any()
        }
        Door::Open => view! { <Desk /> }.into_any(),
    }
}

/// To the sign-in page, which comes back to the address that was wanted.
#[component]
fn ToSignIn() -> impl IntoView {
    let location = use_location();
    let wanted = format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked());
    let path = if wanted.len() > 1 {
        format!("/sign-in?to={}", String::from(js_sys::encode_uri_component(&wanted)))
    } else {
        "/sign-in".to_owned()
    };
    let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
    view! { <Redirect path options /> }
}

#[cfg(test)]
mod tests {
    use super::{Door, door};
    use crate::device::Lock;
    use domain::{
        access::Role,
        account::{Profile, Site},
        id::{AccountId, SiteId},
    };

    #[test]
    fn the_first_passphrase_comes_before_any_page() {
        let profile = |must_change_passphrase| Profile {
            id: AccountId(uuid::Uuid::nil()),
            name: "c.roux".to_owned(),
            display_name: "Camille Roux".to_owned(),
            role: Role::Practitioner,
            site: Site { id: SiteId(uuid::Uuid::nil()), name: "Lyon".to_owned() },
            must_change_passphrase,
        };
        assert_eq!(door(&Lock::Starting), Door::Waiting);
        assert_eq!(door(&Lock::SignedOut), Door::SignIn);
        assert_eq!(door(&Lock::Locked { profile: profile(true) }), Door::Unlock(profile(true)));
        assert_eq!(door(&Lock::Unlocked { profile: profile(true) }), Door::FirstPassphrase(profile(true)));
        assert_eq!(door(&Lock::Unlocked { profile: profile(false) }), Door::Open);
    }
}
