//! The operations of Jalon: access check, rule, write and audit in one transaction. And what comes in from outside.

pub mod workbook;
