### Les messages sur la connexion. Ils ne nomment ni personne, ni lieu, ni santé.

mail-new-device-subject = Nouvelle connexion à votre compte
mail-new-device-body =
    Bonjour,

    Quelqu’un s’est connecté à votre compte sur un appareil que nous ne connaissions pas encore.

    Si c’était vous, vous n’avez rien à faire. Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez l’équipe de quartier.

mail-totp-added-subject = Vous vous connectez désormais avec un code en plus
mail-totp-added-body =
    Bonjour,

    Une application qui crée des codes est maintenant liée à votre compte. Il faut un tel code pour vous connecter.

    Si c’était vous, gardez vos codes de secours en lieu sûr. Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez l’équipe de quartier.

mail-totp-removed-subject = Vous vous connectez sans code en plus
mail-totp-removed-body =
    Bonjour,

    L’application qui crée des codes n’est plus liée à votre compte.

    Si c’était vous, vous n’avez rien à faire. Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez l’équipe de quartier.

mail-totp-reset-subject = Votre application de codes a été détachée
mail-totp-reset-body =
    Bonjour,

    Quelqu’un de l’équipe a détaché de votre compte l’application qui crée des codes, parce que vous l’avez perdue.

    Vous pouvez vous connecter et en installer une nouvelle. Si vous ne l’avez pas demandé, prévenez tout de suite votre coordination.

mail-recovery-codes-renewed-subject = Vous avez de nouveaux codes de secours
mail-recovery-codes-renewed-body =
    Bonjour,

    Votre compte a de nouveaux codes de secours. Les anciens ne fonctionnent plus.

    Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez l’équipe de quartier.

mail-sms-code-subject = Votre code de connexion
mail-sms-code-body = votre code pour Buurtnet. Valable 10 minutes. Ne le donnez à personne.
