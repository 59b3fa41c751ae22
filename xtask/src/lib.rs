//! Set-up, build and run of the whole project.
