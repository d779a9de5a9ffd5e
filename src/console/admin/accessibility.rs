//! The accessibility statement, for anybody, in three languages.

use askama::Template;

use crate::console::frame::Frame;

/// The statement.
#[derive(Template)]
#[template(path = "console/admin/accessibility.html")]
pub(in crate::console) struct AccessibilityPage {
    pub(in crate::console) frame: Frame,
}
