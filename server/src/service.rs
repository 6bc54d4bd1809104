//! What every handler shares.

use std::{path::Path, sync::Arc};

use backend::Backend;

use crate::{
    guard::Origins,
    headers::Headers,
    hub::{Hub, Pace},
    session::CookiePolicy,
    site::Site,
};

/// The running service. Clones share it.
#[derive(Clone)]
pub struct Service {
    pub backend: Backend,
    pub hub: Hub,
    pub site: Arc<Site>,
    pub cookie: CookiePolicy,
    pub origins: Origins,
    pub headers: Headers,
}

impl Service {
    /// Puts the service together. `public_url` is the address people use, where it is known; an https one makes
    /// the cookie secure. Must be called inside the runtime.
    pub fn new(backend: Backend, site_root: &Path, public_url: Option<&str>) -> std::io::Result<Self> {
        let https = public_url.is_some_and(|url| url.starts_with("https://"));
        let site = Site::read(site_root)?;
        let headers = Headers::new(site.script_hash(), https).map_err(std::io::Error::other)?;
        Ok(Self {
            hub: Hub::new(backend.clone(), Pace::default()),
            backend,
            site: Arc::new(site),
            cookie: CookiePolicy { secure: https },
            origins: Origins { public: public_url.map(|url| url.trim_end_matches('/').to_owned()) },
            headers,
        })
    }
}
