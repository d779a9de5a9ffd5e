### The messages about signing in. They name no person, no place and no health.

mail-new-device-subject = A new sign-in to your account
mail-new-device-body =
    Hello,

    Somebody signed in to your account on a device that we did not know yet.

    Was it you? Then there is nothing you need to do. Was it not you? Then please choose a new password right away and tell a community worker.

mail-totp-added-subject = You now sign in with an extra code
mail-totp-added-body =
    Hello,

    An app that makes codes now belongs to your account. You need such a code to sign in.

    Was it you? Then keep your recovery codes in a safe place. Was it not you? Then please choose a new password right away and tell a community worker.

mail-totp-removed-subject = You sign in without an extra code
mail-totp-removed-body =
    Hello,

    The app that makes codes no longer belongs to your account.

    Was it you? Then there is nothing you need to do. Was it not you? Then please choose a new password right away and tell a community worker.

mail-totp-reset-subject = Your app for codes was taken away
mail-totp-reset-body =
    Hello,

    Somebody of the team took the app that makes codes away from your account, because you lost it.

    You can sign in and set up a new one. Did you not ask for this? Then please tell your coordinator right away.

mail-recovery-codes-renewed-subject = You have new recovery codes
mail-recovery-codes-renewed-body =
    Hello,

    Your account has new recovery codes. The old ones no longer work.

    Was it not you? Then please choose a new password right away and tell a community worker.

mail-sms-code-subject = Your code to sign in
mail-sms-code-body = your code for Buurtnet. It works for 10 minutes. Give it to nobody.
