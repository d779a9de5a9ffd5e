### Les sortes d’aide, telles qu’une habitante ou un habitant les lit.

category-groceries = Courses
category-meals = Un repas chaud
category-transport = Un trajet
category-company = De la compagnie
category-walk = Une promenade ensemble
category-phoneCall = Un coup de téléphone
category-chores = Petits travaux à la maison
category-gardening = Le jardin
category-digital = Téléphone et ordinateur
category-paperwork = Papiers et courriers
category-pets = S’occuper d’animaux
category-childMinding = Garder des enfants
category-homework = Aide aux devoirs
category-translation = Traduction
category-other = Autre chose
category-personal = Aide personnelle légère
